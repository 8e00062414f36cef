package io.holdfast.raft;

import io.holdfast.core.Answer;
import io.holdfast.core.Payload;
import io.holdfast.core.Result;
import io.holdfast.roster.RosterRow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What nodes answer to a {@link PeerQuestion}. */
sealed interface PeerAnswer {

    /**
     * @param clusterId empty while the node has not joined
     * @param dataGroups how many the cluster has; while the node has not joined, how many it was told to form it with
     * @param founders node to birth of those who formed the cluster; empty while there is none
     * @param roster the nodes of the cluster as far as this one has heard
     */
    record Introduction(
            String cluster,
            String node,
            String birth,
            String clusterId,
            int dataGroups,
            Map<String, String> founders,
            List<RosterRow> roster)
            implements PeerAnswer {}

    /** The answering peer's name tells the asker whether the answer counts. */
    record Term(String peer, long term) implements PeerAnswer {}

    record Confirmed(long index) implements PeerAnswer {}

    /**
     * How far an admission has come.
     *
     * @param term in which the leader that answers was confirmed, if it was
     * @param index of the committed configuration that it speaks of; -1 where it speaks of none
     */
    record Admission(Stage stage, long term, long index) implements PeerAnswer {

        Admission(Stage stage) {
            this(stage, 0, -1);
        }
    }

    enum Stage {
        /** No older peer of the node is left: open the group and ask again. */
        REMOVED,
        /** The peer is a member. */
        ADDED,
        /** All places are taken: stand by, and ask again. */
        FULL,
        /** The group is to be had by others, and the peer is not a member: close the group. */
        ELSEWHERE
    }

    /**
     * The node is there.
     *
     * @param leader who leads the coordination group as far as it knows; empty where that is nobody
     * @param led the data groups that it leads itself
     */
    record Present(String node, String leader, List<Led> led) implements PeerAnswer {}

    /**
     * A group that the answering node leads.
     *
     * @param peers its members
     */
    record Led(String group, long term, List<String> peers) {}

    /** It is done. */
    record Noted() implements PeerAnswer {}

    /**
     * What became of a request, at which step, and what goes with it.
     *
     * @param note of the gate before the group's log; empty if there is none
     */
    record Delivered(
            Result result,
            long sequence,
            boolean replayed,
            @Nullable Answer enclosure,
            Payload note) implements PeerAnswer {}

    record Answered(Answer answer) implements PeerAnswer {}

    /** What those who understand the question say. */
    record Carried(Payload answer) implements PeerAnswer {}

    /** The node would lead the group. */
    record Willing() implements PeerAnswer {}

    /**
     * The cluster is not in the condition to do what was asked.
     *
     * @param leader who leads as far as this node knows; empty where that is nobody, or beside the point
     */
    record Failed(Condition condition, String reason, String leader) implements PeerAnswer {}

    /** What may be concluded from a failure. */
    enum Condition {
        /** Nothing was changed: another node leads. */
        NOT_LEADER,
        /** Nothing was changed: nobody leads. */
        NO_LEADER,
        /** Nothing was changed: too much is under way. */
        OVERLOADED,
        /** It may yet happen, or not. */
        OUTCOME_UNKNOWN
    }

    /** Why there is no answer: the node does not lead, the group is not there, or the change is refused for now. */
    record Declined(String reason) implements PeerAnswer {}
}
