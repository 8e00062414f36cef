package io.holdfast.raft;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.store.Identity;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node has to do with the other nodes of its cluster: who they are, how they are, who comes and who goes. */
final class Company {

    private static final String REMOVED =
            "was removed from the cluster; to have it join again, stop it, delete its data" + " directory and start it";
    private static final Logger LOG = LoggerFactory.getLogger(Company.class);

    private final Caretaker.Node node;
    private final Members members;
    private final Supplier<List<GroupNode>> groups;
    private final Roll roll;
    private final LeaderSpread spread;
    private final Attendance attendance;
    private final Caretaker caretaker;
    private final Retirement retirement;
    private final NodeViews views;
    private final Rumours rumours;
    private final Apportioning apportioning;
    private final Relocation relocation;
    private final int voters;

    /** @param groups this node's part in each group, the coordination group first; none before it knows its cluster */
    Company(
            Participation.Setup setup,
            PeerLinks links,
            Formation formation,
            Caretaker.Node node,
            Supplier<List<GroupNode>> groups) {
        this.members = setup.members();
        this.node = node;
        this.groups = groups;
        this.voters = setup.cluster().voters();
        int dataGroups = setup.groups().dataGroups();
        int dataReplicas = setup.groups().dataReplicas();
        this.roll = new Roll(members, this::coordination, setup.primitives().contains(ROSTER), dataReplicas);
        this.rumours = new Rumours(members);
        this.spread = new LeaderSpread(members, dataGroups, links, roll);
        this.attendance = new Attendance(members, links, rumours);
        this.retirement = new Retirement(members, roll, spread, rumours, attendance);
        this.relocation = new Relocation(members, roll);
        this.apportioning = new Apportioning(
                members, roll, attendance, rumours, new Apportioning.Numbers(voters, dataGroups, dataReplicas));
        this.views = new NodeViews(members, roll, attendance, voters);
        this.caretaker = new Caretaker(
                node, setup.cluster(), new Caretaker.Ground(members, roll, formation, links, attendance), groups);
    }

    private @Nullable GroupNode coordination() {
        var all = groups.get();
        return all.isEmpty() ? null : all.getFirst();
    }

    Roll roll() {
        return roll;
    }

    LeaderSpread spread() {
        return spread;
    }

    Rumours rumours() {
        return rumours;
    }

    /** The data groups that this node leads, as it tells others. */
    List<PeerAnswer.Led> led() {
        return Rumours.own(groups.get());
    }

    /** A data group as it looks from here, whether this node has a copy of it or not. */
    GroupView placed(GroupView seen) {
        return AbsentViews.of(seen, members, roll, rumours);
    }

    Admission admission() {
        return new Admission(roll, spread, voters);
    }

    /** Notes what is new; called several times a second. */
    void look() {
        roll.look();
    }

    /** Looks after the others; called about every second with a monotonic time. */
    void lookAfter(long nowMillis) {
        var all = groups.get();
        if (!all.isEmpty()) {
            retirement.look(all);
            relocation.look(all);
            apportioning.look(all);
        }
        caretaker.look(nowMillis);
    }

    /** Who leads the coordination group by what others say; null where nobody does, or this node is out. */
    @Nullable
    Member rumouredLeader() {
        return node.identity().get().removed() ? null : attendance.leader();
    }

    /** @param group the coordination group; null where this node has no copy of it */
    List<NodeStatus> nodes(@Nullable GroupNode group) {
        return views.of(group);
    }

    /** Why this node has no copy of the coordination group. */
    String absence() {
        if (node.identity().get().removed()) {
            return "this node " + REMOVED;
        }
        return roll.rows().isEmpty()
                ? "this node has not joined the cluster yet"
                : "this node waits for a place in the cluster and has no copy of its state";
    }

    void tellRemoved(Identity identity) {
        LOG.warn("node={} peer={} {}", identity.node(), identity.peer(), REMOVED);
    }

    /** Whether the cluster lets this node go, or has; if this node does not know of it yet, others are asked. */
    boolean isLetGo() {
        return node.identity().get().removed()
                || roll.isLeaving(node.identity().get().node())
                || caretaker.askAround();
    }
}
