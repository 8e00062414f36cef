package io.holdfast.semaphore;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One semaphore: its size, the grants that are out, and its queue in order of arrival. */
final class Semaphore {

    final SemaphoreName name;
    int permits;
    boolean drained;
    private int held;
    private final TreeMap<Hold.Key, Hold> holds = new TreeMap<>();
    private final Map<TicketId, Waiter> queue = new LinkedHashMap<>();
    private final Map<Owner, TicketId> tickets = new LinkedHashMap<>();

    Semaphore(SemaphoreName name, int permits, boolean drained) {
        this.name = name;
        this.permits = permits;
        this.drained = drained;
    }

    Collection<Hold> holds() {
        return holds.values();
    }

    @Nullable
    Hold hold(Hold.Key key) {
        return holds.get(key);
    }

    /** What the session was granted under this token: to its several owners. */
    List<Hold> holds(Owner first, FencingToken token) {
        return holds.tailMap(new Hold.Key(name, token, first)).values().stream()
                .takeWhile(hold -> hold.key.token().equals(token)
                        && hold.key.owner().session().equals(first.session()))
                .toList();
    }

    boolean hasGranted(FencingToken token) {
        var first = holds.ceilingKey(new Hold.Key(name, token, Owner.FIRST));
        return first != null && first.token().equals(token);
    }

    Collection<Waiter> queue() {
        return queue.values();
    }

    Waiter waiter(TicketId ticket) {
        var waiter = queue.get(ticket);
        if (waiter == null) {
            throw new IllegalStateException("no such waiter on " + name + ": " + ticket);
        }
        return waiter;
    }

    /** The one ticket with which the owner waits here. */
    @Nullable
    TicketId ticketOf(Owner owner) {
        return tickets.get(owner);
    }

    void add(Hold hold) {
        holds.put(hold.key, hold);
        held += hold.permits;
    }

    void remove(Hold hold) {
        holds.remove(hold.key);
        held -= hold.permits;
    }

    void giveBack(Hold hold, int count) {
        hold.permits -= count;
        held -= count;
    }

    void add(Waiter waiter) {
        queue.put(waiter.ticket(), waiter);
        tickets.put(waiter.owner(), waiter.ticket());
    }

    void remove(Waiter waiter) {
        queue.remove(waiter.ticket());
        tickets.remove(waiter.owner());
    }

    boolean isUnused() {
        return holds.isEmpty() && queue.isEmpty();
    }

    /** Permits that are out. */
    int held() {
        return held;
    }

    int available() {
        return Math.max(0, permits - held);
    }

    boolean grants(int count) {
        return !drained && count <= available();
    }

    /** The first in the queue, if there is enough for it. Nobody behind it is looked at: a large request is not passed. */
    @Nullable
    Waiter next() {
        if (queue.isEmpty()) {
            return null;
        }
        var first = queue.values().iterator().next();
        return grants(first.permits()) ? first : null;
    }
}
