package io.holdfast.raft;

import java.util.Map;

/** What nodes answer to a {@link PeerQuestion}. */
sealed interface PeerAnswer {

    /**
     * @param clusterId empty while the node has not joined
     * @param founders node to birth of those who formed the cluster; empty while there is none
     */
    record Introduction(String cluster, String node, String birth, String clusterId, Map<String, String> founders)
            implements PeerAnswer {}

    /** The answering peer's name tells the asker whether the answer counts. */
    record Term(String peer, long term) implements PeerAnswer {}

    record Confirmed(long index) implements PeerAnswer {}

    /** How far an admission has come. */
    record Admission(Stage stage) implements PeerAnswer {}

    enum Stage {
        /** No older peer of the node is left: open the group and ask again. */
        REMOVED,
        /** The peer is a member. */
        ADDED
    }

    /** Why there is no answer: the node does not lead, the group is not there, or the change is refused for now. */
    record Declined(String reason) implements PeerAnswer {}
}
