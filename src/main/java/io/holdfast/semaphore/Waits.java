package io.holdfast.semaphore;

import io.holdfast.core.Deadlines;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Tickets: which wait, which were granted and are not claimed yet, and how the last of the others ended. */
final class Waits {

    private final Map<TicketId, SemaphoreName> waiting = new LinkedHashMap<>();
    private final Deadlines<TicketId> patience = new Deadlines<>();
    /** Apart from those that ended, which make room for one another: a grant can be claimed however many end. */
    private final Map<TicketId, Hold> granted = new LinkedHashMap<>();

    private final Map<TicketId, EndedTicket> ended = new LinkedHashMap<>();

    void add(SemaphoreName semaphore, Waiter waiter) {
        waiting.put(waiter.ticket(), semaphore);
        patience.set(waiter.ticket(), waiter.untilMillis());
    }

    void remove(Waiter waiter) {
        waiting.remove(waiter.ticket());
        patience.clear(waiter.ticket());
    }

    /** What the ticket waits for; null if it does not. */
    @Nullable
    SemaphoreName awaited(TicketId ticket) {
        return waiting.get(ticket);
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

    void grant(TicketId ticket, Hold hold) {
        granted.put(ticket, hold);
    }

    /** What the ticket was granted and has not claimed; null if there is no such thing. */
    @Nullable
    Hold granted(TicketId ticket) {
        return granted.get(ticket);
    }

    /** Notes how a wait ended; the oldest note makes room. */
    void remember(EndedTicket ticket) {
        granted.remove(ticket.ticket());
        ended.put(ticket.ticket(), ticket);
        if (ended.size() > SemaphoreLimits.ENDED_TICKETS_MAX) {
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
