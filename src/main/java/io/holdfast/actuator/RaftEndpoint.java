package io.holdfast.actuator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.PeerView;
import io.holdfast.cluster.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/raft}: how far this node is, whom it follows, and how the others look from here. */
@Endpoint(id = "raft")
class RaftEndpoint {

    record NodeState(String node, String clusterId, List<GroupState> groups) {}

    /**
     * @param leader null where none is known
     * @param stateDigest a hash of the state at {@code digestIndex}; equal on all nodes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GroupState(
            String group,
            String peer,
            Role role,
            boolean ready,
            long term,
            @JsonInclude @Nullable String leader,
            long commitIndex,
            long appliedIndex,
            long snapshotIndex,
            long lag,
            long sequence,
            @Nullable String stateDigest,
            @Nullable Long digestIndex,
            List<PeerRow> peers) {

        static GroupState of(GroupView group) {
            var leader = group.leader();
            boolean digested = !group.stateDigest().isEmpty();
            return new GroupState(
                    group.group(),
                    group.peer(),
                    group.role(),
                    group.ready(),
                    group.term(),
                    leader == null ? null : leader.node(),
                    group.commitIndex(),
                    group.appliedIndex(),
                    group.snapshotIndex(),
                    group.lag(),
                    group.sequence(),
                    digested ? group.stateDigest() : null,
                    digested ? group.digestIndex() : null,
                    group.peers().stream().map(PeerRow::of).toList());
        }
    }

    /** A member; how far it is and when it was heard of are known to the leader only. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PeerRow(
            String node,
            String peer,
            String address,
            @Nullable Long matchIndex,
            @Nullable Long lastContactMillis,
            PeerState state) {

        static PeerRow of(PeerView peer) {
            return new PeerRow(
                    peer.member().node(),
                    peer.member().peer(),
                    peer.member().address(),
                    known(peer.matchIndex()),
                    known(peer.lastContactMillis()),
                    peer.state());
        }

        private static @Nullable Long known(long value) {
            return value < 0 ? null : value;
        }
    }

    private final Consensus consensus;

    RaftEndpoint(Consensus consensus) {
        this.consensus = consensus;
    }

    @ReadOperation
    NodeState raft() {
        var view = consensus.view();
        return new NodeState(
                view.node(),
                view.clusterId(),
                view.groups().stream().map(GroupState::of).toList());
    }
}
