package io.holdfast.raft;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import io.holdfast.cluster.PeerState;
import io.holdfast.placement.Placement;
import io.holdfast.raft.PeerAnswer.Led;
import io.holdfast.roster.Allotment;
import io.holdfast.roster.RosterCommand.Allot;
import io.holdfast.roster.RosterRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, on the leader of the coordination group, which nodes each data group is to be had by when there are more than have a
 * copy of it, and has the roster say so: one group at a time, the next one when the one before is where it is to be. Who leads a
 * data group brings that about ({@link Relocation}); whoever leads the coordination group next goes on from what the roster says.
 */
final class Apportioning {

    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.story");

    private final Members members;
    private final Roll roll;
    private final Attendance attendance;
    private final Rumours rumours;
    private final Numbers numbers;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** How many places there are, how many data groups, and how many nodes have a copy of each. */
    record Numbers(int voters, int dataGroups, int dataReplicas) {}

    Apportioning(Members members, Roll roll, Attendance attendance, Rumours rumours, Numbers numbers) {
        this.members = members;
        this.roll = roll;
        this.attendance = attendance;
        this.rumours = rumours;
        this.numbers = numbers;
    }

    /** Looks once; called about every second. */
    void look(List<GroupNode> groups) {
        if (numbers.dataGroups() == 0 || groups.isEmpty() || !groups.getFirst().leads() || !isOfUse()) {
            return;
        }
        if (busy.compareAndSet(false, true)) {
            Thread.ofVirtual().name("apportioning").start(() -> {
                try {
                    apportion(groups);
                } catch (RuntimeException e) {
                    LOG.info("the data groups could not be apportioned yet: {}", e.getMessage());
                } finally {
                    busy.set(false);
                }
            });
        }
    }

    private boolean isOfUse() {
        return roll.isCrowded() || roll.allotted(NodeGroups.dataGroup(0)) != null;
    }

    private void apportion(List<GroupNode> groups) {
        var coordination = groups.getFirst();
        coordination.awaitFresh();
        var rows = coordination.state().read(replica -> replica.machine(ROSTER).list());
        var allotments =
                coordination.state().read(replica -> replica.machine(ROSTER).allotments());
        var nodes = nodes(rows, allotments);
        boolean isComplete = nodes.size() >= roll.copies() && knowsAll(rows, roll.seated(), this::isThere);
        var step = isComplete && !nodes.isEmpty() ? next(allotments, nodes, number -> led(groups, number)) : null;
        if (step != null) {
            LOG.info("group={} is to be had by {}", NodeGroups.dataGroup(step.group()), step.nodes());
            roll.submit(step);
        }
    }

    /**
     * Whether the roster has all that have a place and are there. A node tells the roster of itself, and while some have not
     * there seem to be fewer than there are.
     */
    static boolean knowsAll(List<RosterRow> rows, List<String> seated, Predicate<String> isThere) {
        var known = rows.stream().map(RosterRow::peer).toList();
        return seated.stream().allMatch(peer -> known.contains(peer) || !isThere.test(Members.nodeOf(peer)));
    }

    /**
     * The nodes that carry data: those with a place in the coordination group, and those that lost theirs with their disk and
     * are about to take it again.
     */
    private Collection<String> nodes(List<RosterRow> rows, List<Allotment> allotments) {
        var seated = roll.seated();
        boolean hasPlaces = seated.size() < numbers.voters();
        var nodes = new TreeSet<String>();
        for (var row : rows) {
            boolean isNamed =
                    allotments.stream().anyMatch(allotment -> allotment.nodes().contains(row.node()));
            if (!row.isLeaving() && (seated.contains(row.peer()) || (hasPlaces && isNamed))) {
                nodes.add(row.node());
            }
        }
        return nodes;
    }

    private @Nullable Led led(List<GroupNode> groups, int number) {
        var name = NodeGroups.dataGroup(number);
        return Rumours.own(groups).stream()
                .filter(led -> led.group().equals(name))
                .findFirst()
                .orElse(rumours.of(name));
    }

    /** The next group that is to be had by others than before; null while one is on its way, or all are where they are to be. */
    private @Nullable Allot next(
            List<Allotment> allotments, Collection<String> nodes, Function<Integer, @Nullable Led> led) {
        var allotted = new TreeMap<Integer, List<String>>();
        allotments.forEach(allotment -> allotted.put(allotment.group(), allotment.nodes()));
        var before = new ArrayList<List<String>>();
        for (int number = 0; number < numbers.dataGroups(); number++) {
            var known = led.apply(number);
            var wanted = allotted.get(number);
            if (known == null && wanted == null) {
                return null;
            }
            var there = known == null
                    ? List.<String>of()
                    : known.peers().stream().map(Members::nodeOf).toList();
            // Where nobody leads nothing moves, and others need not wait for it.
            if (known != null && wanted != null && isOnItsWay(there, wanted)) {
                return null;
            }
            before.add(wanted == null ? there : wanted);
        }
        var after = Placement.moved(before, nodes, numbers.dataReplicas()).nodes();
        for (int number = 0; number < after.size(); number++) {
            var step = new Allot(number, after.get(number));
            if (!Objects.equals(step.nodes(), allotted.get(number))) {
                return step;
            }
        }
        return null;
    }

    private boolean isOnItsWay(List<String> there, List<String> wanted) {
        return isOnItsWay(there, wanted, roll::isLeaving, this::isThere);
    }

    /**
     * Whether the group is not where it is to be, and there is somebody without whom it waits for nothing else. A node that is
     * on its way out of the cluster gets no group any more, so nothing waits for it: the group is to be had by another.
     */
    static boolean isOnItsWay(
            List<String> there, List<String> wanted, Predicate<String> isLeaving, Predicate<String> isThere) {
        var staying = isThere.and(isLeaving.negate());
        boolean isWaitedFor = wanted.stream().anyMatch(node -> !there.contains(node) && staying.test(node));
        boolean isLeft = there.stream().anyMatch(node -> !wanted.contains(node) && !isLeaving.test(node))
                && wanted.stream().allMatch(staying);
        return isWaitedFor || isLeft;
    }

    private boolean isThere(String node) {
        return node.equals(members.self().node()) || attendance.state(node) == PeerState.ALIVE;
    }
}
