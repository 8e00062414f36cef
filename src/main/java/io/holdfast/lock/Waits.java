package io.holdfast.lock;

import io.holdfast.core.Deadlines;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Waits by their tickets: for which lock each of them is and until when, and how the last of those that are over ended. */
final class Waits {

    private final Map<TicketId, LockName> waiting = new LinkedHashMap<>();
    private final Map<Owner, TicketId> byOwner = new LinkedHashMap<>();
    private final Deadlines<TicketId> patience = new Deadlines<>();
    private final Map<TicketId, EndedTicket> ended = new LinkedHashMap<>();

    void add(LockName lock, Waiter waiter) {
        waiting.put(waiter.ticket(), lock);
        byOwner.put(waiter.owner(), waiter.ticket());
        patience.set(waiter.ticket(), waiter.untilMillis());
    }

    void remove(Waiter waiter) {
        waiting.remove(waiter.ticket());
        byOwner.remove(waiter.owner());
        patience.clear(waiter.ticket());
    }

    /** What the ticket waits for; null if it does not. */
    @Nullable
    LockName awaited(TicketId ticket) {
        return waiting.get(ticket);
    }

    /** The one ticket the owner waits with. */
    @Nullable
    TicketId of(Owner owner) {
        return byOwner.get(owner);
    }

    int count() {
        return waiting.size();
    }

    OptionalLong nextDeadline() {
        return patience.next();
    }

    /** Takes the first ticket whose wait is over at that time; null if none is. */
    @Nullable
    TicketId pollDue(long millis) {
        return patience.pollDue(millis);
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

    @Nullable
    EndedTicket ended(TicketId ticket) {
        return ended.get(ticket);
    }

    /** How waits ended, by age. */
    Collection<EndedTicket> ended() {
        return ended.values();
    }
}
