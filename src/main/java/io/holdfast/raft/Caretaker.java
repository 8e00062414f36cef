package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.PeerState;
import io.holdfast.roster.RosterCommand.Cause;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.roster.RosterRow;
import io.holdfast.roster.RosterRow.Standing;
import io.holdfast.store.Identity;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does about the cluster as a whole: it has the roster know where it is reached, asks around where it hears of no
 * leader, finds out whether it was removed meanwhile, and, as the leader, has a node that stands by take the place of one that
 * is gone.
 */
final class Caretaker {

    private static final long LEADERLESS_MILLIS = 3_000;
    private static final long ASK_MILLIS = 2_000;
    private static final long ANNOUNCE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    /**
     * The node that it takes care of.
     *
     * @param takenOut is run when the cluster has let it go
     */
    record Node(Supplier<Identity> identity, Runnable takenOut) {}

    private final Node node;
    private final ClusterProperties cluster;
    private final Members members;
    private final Roll roll;
    private final Formation formation;
    private final PeerLinks links;
    private final Attendance attendance;
    private final Supplier<List<GroupNode>> groups;
    private final AtomicBoolean announcing = new AtomicBoolean();
    private final AtomicBoolean asking = new AtomicBoolean();
    private long leaderSeenMillis = Long.MIN_VALUE;
    private long askedMillis = Long.MIN_VALUE / 2;

    /** What it needs to know others. */
    record Ground(Members members, Roll roll, Formation formation, PeerLinks links, Attendance attendance) {}

    Caretaker(Node node, ClusterProperties cluster, Ground ground, Supplier<List<GroupNode>> groups) {
        this.node = node;
        this.cluster = cluster;
        this.members = ground.members();
        this.roll = ground.roll();
        this.formation = ground.formation();
        this.links = ground.links();
        this.attendance = ground.attendance();
        this.groups = groups;
    }

    Attendance attendance() {
        return attendance;
    }

    /** Looks once; called about every second with a monotonic time. */
    void look(long nowMillis) {
        attendance.look(nowMillis);
        var all = groups.get();
        if (!roll.isKept() || all.isEmpty()) {
            return;
        }
        var coordination = all.getFirst();
        if (coordination.leader() != null || leaderSeenMillis == Long.MIN_VALUE) {
            leaderSeenMillis = nowMillis;
        }
        announce(coordination);
        boolean isAlone = !coordination.isOpen()
                || roll.isLeaving(members.self().node())
                || nowMillis - leaderSeenMillis >= LEADERLESS_MILLIS;
        if (isAlone && nowMillis - askedMillis >= ASK_MILLIS && asking.compareAndSet(false, true)) {
            askedMillis = nowMillis;
            Thread.ofVirtual().name("ask-around").start(() -> {
                try {
                    var unused = askAround();
                } finally {
                    asking.set(false);
                }
            });
        }
        relieve(coordination);
    }

    /** Has the roster know this node, once it has a place, and whenever its configuration says something else. */
    private void announce(GroupNode coordination) {
        var place = members.place(node.identity().get().peer());
        var row = roll.row(place.node());
        var leader = coordination.leader();
        boolean isKnown = row != null && (row.place().equals(place) || row.isLeaving());
        if (isKnown
                || leader == null
                || !coordination.isMember()
                || !GroupViews.of(coordination, members).ready()) {
            return;
        }
        if (!announcing.compareAndSet(false, true)) {
            return;
        }
        if (!coordination.leads()) {
            var unused = links.ask(leader.address(), new PeerQuestion.Announce(place), ANNOUNCE_MILLIS)
                    .whenComplete((_, _) -> announcing.set(false));
            return;
        }
        Thread.ofVirtual().name("announce").start(() -> {
            try {
                roll.submit(place);
            } catch (ClusterException e) {
                LOG.debug("the roster was not told, and will be", e);
            } finally {
                announcing.set(false);
            }
        });
    }

    /**
     * Asks those that answer what they know of the cluster, and of this node.
     *
     * @return whether one of them says that this node is on its way out, or out
     */
    boolean askAround() {
        var self = node.identity().get();
        boolean isLeaving = false;
        for (var introduction : formation.introductions(self)) {
            if (!introduction.clusterId().equals(self.clusterId())) {
                continue;
            }
            for (var row : introduction.roster()) {
                if (row.isLeaving()
                        && row.node().equals(self.node())
                        && row.peer().equals(self.peer())) {
                    isLeaving = true;
                    if (row.standing() == Standing.REMOVED) {
                        node.takenOut().run();
                    }
                }
            }
            if (!groups.get().getFirst().isOpen() && !introduction.roster().isEmpty()) {
                roll.heard(introduction.roster());
            }
        }
        return isLeaving;
    }

    /** A voter that has been gone for long makes room for a node that stands by. */
    private void relieve(GroupNode coordination) {
        var here = coordination.division();
        long grace = cluster.replaceAfter().toMillis();
        if (here == null || grace == 0 || !coordination.leads()) {
            return;
        }
        var seated = roll.seated();
        boolean isSettled = roll.rows().stream().noneMatch(row -> row.standing() == Standing.RETIRING);
        if (!isSettled
                || seated.size() < cluster.voters()
                || roll.rows().stream().noneMatch(this::standsBy)) {
            return;
        }
        for (var contact : PeerContacts.of(here)) {
            var row = roll.row(Members.nodeOf(contact.peer()));
            boolean isGone = seated.contains(contact.peer()) && contact.millis() >= grace;
            if (isGone && row != null && !row.isLeaving() && Retirement.hasMajorityWithout(row, here)) {
                LOG.warn("node={} has been gone for {} ms and is replaced", row.node(), contact.millis());
                Thread.ofVirtual().name("relief").start(() -> retire(row.node()));
                return;
            }
        }
    }

    private boolean standsBy(RosterRow row) {
        return !row.isLeaving()
                && !roll.seated().contains(row.peer())
                && attendance.state(row.node()) == PeerState.ALIVE;
    }

    private void retire(String gone) {
        try {
            roll.submit(new Retire(gone, Cause.FAILED));
        } catch (ClusterException e) {
            LOG.debug("{} was not replaced, and will be", gone, e);
        }
    }
}
