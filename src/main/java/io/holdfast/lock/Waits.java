package io.holdfast.lock;

import io.holdfast.core.Deadlines;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Waits by their tickets: who waits and until when, which grants nobody has claimed yet, and how the last of the waits
 * that are over ended.
 */
final class Waits {

    /** A grant that has to be claimed by then, in cluster milliseconds. */
    record Unclaimed(EndedTicket ticket, long untilMillis) {}

    private final Map<TicketId, Waiter> waiting = new LinkedHashMap<>();
    private final Map<Owner, Waiter> byOwner = new LinkedHashMap<>();
    private final Map<TicketId, Unclaimed> unclaimed = new LinkedHashMap<>();
    private final Map<TicketId, EndedTicket> ended = new LinkedHashMap<>();
    final Deadlines<TicketId> patience = new Deadlines<>();
    final Deadlines<TicketId> claims = new Deadlines<>();

    void add(Waiter waiter) {
        waiting.put(waiter.ticket(), waiter);
        byOwner.put(waiter.owner(), waiter);
        patience.set(waiter.ticket(), waiter.untilMillis());
    }

    void remove(Waiter waiter) {
        waiting.remove(waiter.ticket());
        byOwner.remove(waiter.owner());
        patience.clear(waiter.ticket());
    }

    /** Who waits with this ticket; null if nobody does. */
    @Nullable
    Waiter waiting(TicketId ticket) {
        return waiting.get(ticket);
    }

    /** What the owner waits with, which is at most one ticket. */
    @Nullable
    Waiter of(Owner owner) {
        return byOwner.get(owner);
    }

    /** All who wait. */
    Collection<Waiter> waiting() {
        return waiting.values();
    }

    int count() {
        return waiting.size();
    }

    void awaitClaim(Unclaimed granted) {
        unclaimed.put(granted.ticket().ticket(), granted);
        claims.set(granted.ticket().ticket(), granted.untilMillis());
    }

    /** Takes the grant out of those that must be claimed; null if it is not among them. */
    @Nullable
    EndedTicket takeUnclaimed(TicketId ticket) {
        claims.clear(ticket);
        var granted = unclaimed.remove(ticket);
        return granted == null ? null : granted.ticket();
    }

    /** Notes how a wait ended; the oldest note makes room. */
    void remember(EndedTicket ticket) {
        ended.put(ticket.ticket(), ticket);
        if (ended.size() > LockLimits.ENDED_TICKETS_MAX) {
            var oldest = ended.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** How a wait ended that is over, claimed or not; null where the ticket never was or ended long ago. */
    @Nullable
    EndedTicket ended(TicketId ticket) {
        var granted = unclaimed.get(ticket);
        return granted == null ? ended.get(ticket) : granted.ticket();
    }

    boolean isUnclaimed(TicketId ticket) {
        return unclaimed.containsKey(ticket);
    }

    Collection<Unclaimed> unclaimed() {
        return unclaimed.values();
    }

    /** How waits ended that need no claim any more, by age. */
    Collection<EndedTicket> ended() {
        return ended.values();
    }
}
