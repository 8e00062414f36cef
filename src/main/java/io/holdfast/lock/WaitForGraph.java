package io.holdfast.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom. Owners are the nodes; a waiter has an edge to each holder it conflicts with (hard) and to each
 * earlier waiter it conflicts with (soft), in the queues of all the locks it waits for. A waiter that lets others pass is
 * in nobody's way.
 *
 * <p>An owner waits with one ticket at a time and must be granted all of it, so a cycle is a deadlock and a deadlock is a
 * cycle (the AND model of Knapp, Deadlock detection in distributed databases, 1987). All of a cycle's owners wait. Who is
 * granted something waits for nothing, so no grant closes a cycle, not even one that passes others and so gives them edges
 * to itself; an end only takes edges away; a conversion that steps in front of others adds edges to its own owner alone.
 * So only beginning to wait can close one, and it passes through who begins: a search from there finds it, at once and on
 * every replica alike.
 */
final class WaitForGraph {

    /**
     * One owner waits for another.
     *
     * @param lock over which lock
     * @param mode how the waiter wants it
     * @param holds whether the other holds the lock; it is in the queue before the waiter otherwise
     * @param otherMode how the other holds or wants it
     * @param reference the token under which the other holds, or the ticket with which it waits
     */
    record Edge(Waiter waiter, LockName lock, Mode mode, Owner other, boolean holds, Mode otherMode, long reference) {}

    /** What a search came to: a cycle, the way from its first owner back to it; none; or that it was given up. */
    record Finding(List<Edge> cycle, boolean isTruncated) {

        boolean isCycle() {
            return !cycle.isEmpty();
        }
    }

    private static final Finding NOTHING = new Finding(List.of(), false);
    private static final Finding TRUNCATED = new Finding(List.of(), true);

    private final LockTable table;
    private long visited;

    WaitForGraph(LockTable table) {
        this.table = table;
    }

    /** The shortest cycle through this waiter. */
    Finding cycleThrough(Waiter waiter) {
        return isWaitedFor(waiter) ? new Search(waiter).run() : NOTHING;
    }

    /** How many owners searches have looked at on this node. */
    long visited() {
        return visited;
    }

    /** Whether anybody waits for the waiter's owner. If not, which is the rule, there is nothing to search. */
    private boolean isWaitedFor(Waiter waiter) {
        for (var want : waiter.wants()) {
            if (table.named(want.lock()).isWaitedForBehind(waiter.place())) {
                return true;
            }
        }
        for (var hold : table.rows.holds(waiter.owner().session()).values()) {
            if (hold.owner().equals(waiter.owner()) && isAwaitedByAnother(hold, waiter)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAwaitedByAnother(Hold hold, Waiter waiter) {
        for (var other : hold.lock.queue()) {
            if (!other.ticket().equals(waiter.ticket())) {
                return true;
            }
        }
        return false;
    }

    /** Passes the edges of a waiter on until one is declined: of each lock first those to holders, then to earlier waiters. */
    boolean edges(Waiter waiter, Predicate<Edge> each) {
        for (var want : waiter.wants()) {
            var lock = table.named(want.lock());
            if (!hardEdges(waiter, lock, want.mode(), each)
                    || !softEdges(waiter, lock, want.mode(), Long.MIN_VALUE, each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hardEdges(Waiter waiter, Lock lock, Mode mode, Predicate<Edge> each) {
        for (var hold : lock.holders()) {
            if (mode.conflictsWith(hold.mode)
                    && !hold.owner().equals(waiter.owner())
                    && !each.test(
                            new Edge(waiter, lock.name, mode, hold.owner(), true, hold.mode, hold.token.value()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean softEdges(Waiter waiter, Lock lock, Mode mode, long from, Predicate<Edge> each) {
        if (from >= waiter.place()) {
            return true;
        }
        for (var earlier : lock.queueBefore(from, waiter.place())) {
            var otherMode = earlier.mode(lock.name);
            if (earlier.reserves()
                    && mode.conflictsWith(otherMode)
                    && !each.test(new Edge(
                            waiter,
                            lock.name,
                            mode,
                            earlier.owner(),
                            false,
                            otherMode,
                            earlier.ticket().value()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Breadth first, so that the cycle that is found is a shortest one. What stands before a place in a queue is looked at
     * once for each mode, however many wait behind it: a long queue costs its length, not the square of it.
     */
    private final class Search {

        private record Scanned(LockName lock, Mode mode) {}

        private final Waiter start;
        private final Map<Owner, Edge> reachedBy = new LinkedHashMap<>();
        private final Map<Scanned, Long> scannedTo = new LinkedHashMap<>();
        private final Set<Scanned> holdersScanned = new LinkedHashSet<>();
        private final ArrayDeque<Waiter> frontier = new ArrayDeque<>();
        private @Nullable Edge last;

        Search(Waiter start) {
            this.start = start;
        }

        Finding run() {
            frontier.add(start);
            while (!frontier.isEmpty()) {
                if (!explore(frontier.removeFirst())) {
                    return last == null ? TRUNCATED : new Finding(wayBack(last), false);
                }
            }
            return NOTHING;
        }

        /** False if this ended the search. */
        private boolean explore(Waiter waiter) {
            for (var want : waiter.wants()) {
                var lock = table.named(want.lock());
                var scan = new Scanned(lock.name, want.mode());
                var done = scannedTo.get(scan);
                // Who converts is no obstacle to itself, but to others: its scan of the holders stands for no other's.
                boolean holdersSeen = !waiter.conversion() && !holdersScanned.add(scan);
                if (!holdersSeen && !hardEdges(waiter, lock, want.mode(), this::follow)) {
                    return false;
                }
                long from = done == null ? Long.MIN_VALUE : done;
                if (!softEdges(waiter, lock, want.mode(), from, this::follow)) {
                    return false;
                }
                scannedTo.put(scan, Math.max(from, waiter.place()));
            }
            return true;
        }

        private boolean follow(Edge edge) {
            if (edge.other().equals(start.owner())) {
                last = edge;
                return false;
            }
            if (reachedBy.putIfAbsent(edge.other(), edge) == null) {
                visited++;
                if (reachedBy.size() > LockLimits.SEARCH_OWNERS_MAX) {
                    return false;
                }
                var next = table.waits.of(edge.other());
                if (next != null) {
                    frontier.add(next);
                }
            }
            return true;
        }

        private List<Edge> wayBack(Edge closing) {
            var cycle = new ArrayList<Edge>();
            for (var edge = closing;
                    edge != null;
                    edge = reachedBy.get(edge.waiter().owner())) {
                cycle.addFirst(edge);
            }
            return cycle;
        }
    }
}
