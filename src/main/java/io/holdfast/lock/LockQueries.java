package io.holdfast.lock;

import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of locks without changing them. Answers are copies; ask on the thread that may read the machine. */
public final class LockQueries {

    /** Rows of holders, waiters or those ahead that one answer shows at most; counts are always whole. */
    public static final int SHOWN_MAX = 100;

    /** Locks that one listing looks at, at most, before it returns with a cursor. */
    private static final int SCANNED_MAX = 10_000;

    /** Edges of the wait-for graph that one answer shows at most. */
    public static final int EDGES_MAX = 10_000;

    private final LockTable table;
    private final WaitForGraph graph;
    private final Deadlocks deadlocks;
    private final Revoking revoking;

    LockQueries(LockMachine machine) {
        this.table = machine.table;
        this.graph = machine.graph;
        this.deadlocks = machine.deadlocks;
        this.revoking = machine.revoking;
    }

    /** A lock nobody holds or waits for is free, and has no row. */
    public LockView inspect(LockName name) {
        var lock = table.locks.get(name);
        return lock == null ? new LockView(name, List.of(), List.of(), 0, 0) : view(lock);
    }

    private static LockView view(Lock lock) {
        return new LockView(
                lock.name,
                holders(lock),
                lock.queue().stream().limit(SHOWN_MAX).toList(),
                lock.queue().size(),
                lock.shutAgainst(Mode.X));
    }

    private static List<Holder> holders(Lock lock) {
        return lock.holders().stream().limit(SHOWN_MAX).map(Hold::view).toList();
    }

    /** Whether the token is that of the lock's running epoch, which is what a resource may act on. */
    public @Nullable Holder verify(LockName name, FencingToken token) {
        var lock = table.locks.get(name);
        return lock == null || !token.equals(lock.token())
                ? null
                : lock.holders().iterator().next().view();
    }

    /** Null where the ticket never was, or ended long ago. */
    public @Nullable TicketView ticket(TicketId ticket) {
        var waiter = table.waits.waiting(ticket);
        if (waiter != null) {
            return waiting(waiter);
        }
        var past = table.waits.ended(ticket);
        if (past == null) {
            return null;
        }
        return new TicketView(
                ticket,
                past.state(),
                past.owner(),
                past.grants(),
                past.conversion(),
                table.holdsOf(past).stream().map(Hold::view).toList(),
                past.state() == TicketState.GRANTED && !table.waits.isUnclaimed(ticket),
                0,
                List.of(),
                List.of(),
                0,
                past.deadlock(),
                null);
    }

    private TicketView waiting(Waiter waiter) {
        var ahead = new LinkedHashMap<TicketId, Waiter>();
        var holders = new ArrayList<Holder>();
        int position = 1;
        long shutUntilMillis = 0;
        for (var want : waiter.wants()) {
            var lock = table.named(want.lock());
            holders.addAll(holders(lock));
            shutUntilMillis = Math.max(shutUntilMillis, lock.shutAgainst(want.mode()));
            int before = 0;
            for (var earlier : lock.queueBefore(Long.MIN_VALUE, waiter.place())) {
                if (!earlier.reserves()) {
                    continue;
                }
                before++;
                if (ahead.size() < SHOWN_MAX) {
                    ahead.put(earlier.ticket(), earlier);
                }
            }
            position = Math.max(position, before + 1);
        }
        return new TicketView(
                waiter.ticket(),
                TicketState.WAITING,
                waiter.owner(),
                EndedTicket.of(waiter, TicketState.WAITING, 0).grants(),
                waiter.conversion(),
                List.of(),
                false,
                position,
                List.copyOf(ahead.values()),
                List.copyOf(holders),
                shutUntilMillis,
                0,
                waiter);
    }

    /** Why the ticket waits: from its owner to the one it waits for, and on, to an owner that waits for nobody. */
    public List<WaitLink> chain(TicketId ticket) {
        var links = new ArrayList<WaitLink>();
        var seen = new LinkedHashSet<Owner>();
        var waiter = table.waits.waiting(ticket);
        while (waiter != null && links.size() < SHOWN_MAX && seen.add(waiter.owner())) {
            var edge = firstEdge(waiter);
            if (edge == null) {
                break;
            }
            links.add(link(edge));
            waiter = table.waits.of(edge.other());
        }
        return links;
    }

    private WaitForGraph.@Nullable Edge firstEdge(Waiter waiter) {
        var first = new ArrayList<WaitForGraph.Edge>(1);
        graph.edges(waiter, edge -> {
            first.add(edge);
            return false;
        });
        return first.isEmpty() ? null : first.getFirst();
    }

    private WaitLink link(WaitForGraph.Edge edge) {
        var hold = edge.holds() ? table.named(edge.lock()).holdOf(edge.other()) : null;
        return new WaitLink(
                edge.waiter().owner(),
                edge.waiter().ticket(),
                edge.lock(),
                edge.mode(),
                edge.other(),
                hold == null ? null : hold.view(),
                edge.otherMode());
    }

    /** The wait-for graph, or as much of it as one answer shows. */
    public WaitGraph waitGraph(String prefix) {
        var links = new ArrayList<WaitLink>();
        boolean whole = true;
        for (var waiter : table.waits.waiting()) {
            whole = graph.edges(waiter, edge -> {
                if (!edge.lock().value().startsWith(prefix)) {
                    return true;
                }
                if (links.size() == EDGES_MAX) {
                    return false;
                }
                links.add(link(edge));
                return true;
            });
            if (!whole) {
                break;
            }
        }
        return new WaitGraph(links, !whole);
    }

    /** Who waits for whom. */
    public record WaitGraph(List<WaitLink> links, boolean isTruncated) {}

    /** A deadlock by its number; null where it never was or is not kept any more. */
    public @Nullable Deadlock deadlock(long number) {
        return deadlocks.record(number);
    }

    /** The last deadlocks, the latest first. */
    public List<Deadlock> deadlocks() {
        return new ArrayList<>(deadlocks.records()).reversed();
    }

    /** The last locks that were taken from their holders, the latest first. */
    public List<ForcedRelease> forcedReleases() {
        return new ArrayList<>(revoking.records()).reversed();
    }

    /** A page of locks; {@code last} is where the next page starts, null if this is the last. */
    public record Page(List<LockView> locks, @Nullable LockName last) {}

    /**
     * Which locks to list.
     *
     * @param owner only those held by an owner of this name; null is any
     * @param session only those held by this session; null is any
     * @param contended only those that somebody waits for
     * @param heldSinceBefore only those held since before this cluster time; {@link Hold#NEVER} is for however long
     */
    public record Filter(
            String prefix,
            @Nullable String owner,
            @Nullable SessionId session,
            boolean contended,
            long heldSinceBefore) {

        public Filter(String prefix, @Nullable String owner, @Nullable SessionId session, boolean contended) {
            this(prefix, owner, session, contended, Hold.NEVER);
        }

        /** The same, of those only that somebody has held since before this cluster time. */
        public Filter heldSinceBefore(long millis) {
            return new Filter(prefix, owner, session, contended, millis);
        }

        boolean admits(Lock lock) {
            boolean anyHolder = owner == null && session == null && heldSinceBefore == Hold.NEVER;
            return (!contended || !lock.queue().isEmpty())
                    && (anyHolder || lock.holders().stream().anyMatch(this::admits));
        }

        /** One holder has to be all that is asked for. */
        private boolean admits(Hold hold) {
            return (owner == null || hold.owner().name().equals(owner))
                    && (session == null || hold.owner().session().equals(session))
                    && hold.sinceMillis < heldSinceBefore;
        }
    }

    /** Lists locks by name, after {@code after}. */
    public Page list(Filter filter, @Nullable LockName after, int limit) {
        var found = new ArrayList<LockView>();
        int scanned = 0;
        LockName last = null;
        for (var lock : startingAt(filter.prefix(), after)) {
            if (!lock.name.value().startsWith(filter.prefix())) {
                return new Page(found, null);
            }
            if (found.size() == limit || scanned == SCANNED_MAX) {
                return new Page(found, last);
            }
            scanned++;
            last = lock.name;
            if (filter.admits(lock)) {
                found.add(view(lock));
            }
        }
        return new Page(found, null);
    }

    private Collection<Lock> startingAt(String prefix, @Nullable LockName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return table.locks.tailMap(after, false).values();
        }
        return prefix.isEmpty()
                ? table.locks.values()
                : table.locks.tailMap(new LockName(prefix)).values();
    }

    /** What the session holds, by name of lock. */
    public List<HeldLock> holdsOf(SessionId session) {
        return table.rows.holds(session).values().stream()
                .limit(SHOWN_MAX)
                .map(hold -> new HeldLock(hold.lock.name, hold.view()))
                .toList();
    }

    /** A lock and one of its holders. */
    public record HeldLock(LockName lock, Holder holder) {}

    /** What the session waits for, oldest first. */
    public List<TicketView> waitsOf(SessionId session) {
        var waits = new ArrayList<TicketView>();
        for (var ticket : table.rows.waits(session)) {
            var view = waits.size() == SHOWN_MAX ? null : ticket(ticket);
            if (view != null) {
                waits.add(view);
            }
        }
        return waits;
    }
}
