package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.raft.PeerAnswer.Condition;
import io.holdfast.raft.PeerAnswer.Failed;
import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterResult;
import io.holdfast.store.Identity;
import io.holdfast.wire.Codec;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what other nodes ask. */
final class PeerDesk {

    /** What this node knows of itself. */
    record Self(
            String cluster,
            int dataGroups,
            Supplier<Identity> identity,
            BooleanSupplier leaving,
            Roll roll,
            Supplier<List<PeerAnswer.Led>> led) {}

    private final Self self;
    private final Function<String, @Nullable GroupNode> groups;
    private final Members members;
    private final Codec codec;
    private final PeerCourier courier;

    /** @param groups this node's part in the group of this name; null where it has none */
    PeerDesk(
            Self self,
            Function<String, @Nullable GroupNode> groups,
            Members members,
            Codec codec,
            PeerCourier courier) {
        this.courier = courier;
        this.self = self;
        this.groups = groups;
        this.members = members;
        this.codec = codec;
    }

    PeerAnswer answer(PeerQuestion question) {
        return switch (question) {
            case PeerQuestion.Introduce introduce -> introduce(introduce);
            case PeerQuestion.TermOf asked -> inGroup(asked.group(), PeerDesk::termOf);
            case PeerQuestion.ConfirmIndex asked ->
                inGroup(asked.group(), group -> new PeerAnswer.Confirmed(group.confirmIndex()));
            case PeerQuestion.Admit asked -> inGroup(asked.group(), group -> group.admit(asked));
            case PeerQuestion.Stand asked -> inGroup(asked.group(), this::stand);
            case PeerQuestion.Propose asked -> asLeader(asked.group(), group -> deliver(group, asked));
            case PeerQuestion.Inquire asked ->
                asLeader(
                        asked.group(), group -> new PeerAnswer.Answered(new Delivering(group).answer(asked.inquiry())));
            case PeerQuestion.Ping _ -> present();
            case PeerQuestion.Announce asked -> inGroup(NodeGroups.COORDINATION, _ -> announce(asked.member()));
            case PeerQuestion.Carry asked -> new PeerAnswer.Carried(courier.answer(asked.question()));
        };
    }

    private PeerAnswer introduce(PeerQuestion.Introduce introduce) {
        if (!introduce.cluster().equals(self.cluster())) {
            return new PeerAnswer.Declined("this is cluster " + self.cluster());
        }
        var known = self.identity().get();
        int dataGroups = known.clusterId().isEmpty() ? self.dataGroups() : known.dataGroups();
        return new PeerAnswer.Introduction(
                self.cluster(),
                known.node(),
                known.birth(),
                known.clusterId(),
                dataGroups,
                known.founders(),
                self.roll().rows());
    }

    private PeerAnswer present() {
        var group = groups.apply(NodeGroups.COORDINATION);
        var leader = group == null ? null : group.leader();
        return new PeerAnswer.Present(
                self.identity().get().node(),
                leader == null ? "" : leader.node(),
                self.led().get());
    }

    /** Only who has a place announces itself like this; a newcomer is enlisted when it asks for one. */
    private PeerAnswer announce(Enlist member) {
        if (!self.roll().seated().contains(member.peer())) {
            return new PeerAnswer.Declined(member.peer() + " has no place in the coordination group");
        }
        return self.roll().submit(member) instanceof RosterResult.Refused refused
                ? new PeerAnswer.Declined("the roster does not take " + member.peer() + ": " + refused.reason())
                : new PeerAnswer.Noted();
    }

    private PeerAnswer inGroup(String name, Function<GroupNode, PeerAnswer> answer) {
        var group = groups.apply(name);
        if (group == null || !group.isOpen()) {
            return new PeerAnswer.Declined("this node has not joined the cluster yet");
        }
        try {
            return answer.apply(group);
        } catch (ClusterException e) {
            return new PeerAnswer.Declined(String.valueOf(e.getMessage()));
        }
    }

    private static PeerAnswer termOf(GroupNode group) {
        var here = group.division();
        return here == null
                ? new PeerAnswer.Declined("this node has left the group")
                : new PeerAnswer.Term(here.getId().toString(), here.getInfo().getCurrentTerm());
    }

    /** A node that is about to end, or has not caught up, had better not lead. */
    private PeerAnswer stand(GroupNode group) {
        if (self.leaving().getAsBoolean()
                || self.roll().isLeaving(members.self().node())) {
            return new PeerAnswer.Declined("this node is stopping");
        }
        return GroupViews.of(group, members).ready()
                ? new PeerAnswer.Willing()
                : new PeerAnswer.Declined("this node has not caught up");
    }

    private PeerAnswer deliver(GroupNode group, PeerQuestion.Propose asked) {
        var bytes = asked.request().bytes();
        var delivery = new Delivering(group).deliver(codec.decodeRequest(bytes), bytes, asked.note(), asked.repeated());
        return new PeerAnswer.Delivered(
                delivery.result(), delivery.sequence(), delivery.replayed(), delivery.enclosure(), delivery.note());
    }

    private PeerAnswer asLeader(String name, Function<GroupNode, PeerAnswer> answer) {
        var group = groups.apply(name);
        if (group == null || !group.isOpen()) {
            return new Failed(Condition.NO_LEADER, "this node has not joined the cluster yet", "");
        }
        if (!group.leads()) {
            return failed(group.whyNotLeader());
        }
        try {
            return answer.apply(group);
        } catch (ClusterException e) {
            return failed(e);
        }
    }

    private static Failed failed(ClusterException failure) {
        var reason = String.valueOf(failure.getMessage());
        return switch (failure) {
            case NotLeaderException elsewhere -> {
                var leader = elsewhere.leader();
                yield new Failed(Condition.NOT_LEADER, reason, leader == null ? "" : leader.node());
            }
            case NoLeaderException _ -> new Failed(Condition.NO_LEADER, reason, "");
            case OverloadedException _ -> new Failed(Condition.OVERLOADED, reason, "");
            case OutcomeUnknownException _ -> new Failed(Condition.OUTCOME_UNKNOWN, reason, "");
        };
    }
}
