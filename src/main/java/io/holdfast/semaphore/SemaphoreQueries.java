package io.holdfast.semaphore;

import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of semaphores without changing them. Answers are copies; ask on the thread that may read the machine. */
public final class SemaphoreQueries {

    /** Rows of holders, waiters or those ahead that one answer shows at most; counts are always whole. */
    public static final int SHOWN_MAX = 100;

    private final SemaphoreTable table;

    SemaphoreQueries(SemaphoreTable table) {
        this.table = table;
    }

    /** Null where there is no semaphore of this name. */
    public @Nullable SemaphoreView inspect(SemaphoreName name) {
        var semaphore = table.semaphores.get(name);
        return semaphore == null ? null : view(semaphore);
    }

    private static SemaphoreView view(Semaphore semaphore) {
        return new SemaphoreView(
                semaphore.name,
                semaphore.permits,
                semaphore.held(),
                semaphore.drained,
                semaphore.holds().stream().limit(SHOWN_MAX).map(Hold::view).toList(),
                semaphore.holds().size(),
                semaphore.queue().stream().limit(SHOWN_MAX).toList(),
                semaphore.queue().size());
    }

    /** Null where the ticket never was, or ended long ago. */
    public @Nullable TicketView ticket(TicketId ticket) {
        var name = table.waits.awaited(ticket);
        if (name != null) {
            return waiting(table.named(name), ticket);
        }
        var hold = table.holdOf(ticket);
        var past = table.waits.ended(ticket);
        if (past != null) {
            return ended(ticket, past.state(), past.semaphore(), past.owner(), past.permits(), hold);
        }
        return hold == null
                ? null
                : ended(ticket, TicketState.GRANTED, hold.key.semaphore(), hold.key.owner(), hold.permits, hold);
    }

    private static TicketView ended(
            TicketId ticket,
            TicketState state,
            SemaphoreName semaphore,
            Owner owner,
            int permits,
            @Nullable Hold hold) {
        return new TicketView(
                ticket, state, semaphore, owner, permits, hold == null ? null : hold.view(), 0, 0, List.of());
    }

    private static TicketView waiting(Semaphore semaphore, TicketId ticket) {
        var mine = semaphore.waiter(ticket);
        var ahead = new ArrayList<Waiter>();
        int position = 1;
        for (var waiter : semaphore.queue()) {
            if (waiter.equals(mine)) {
                break;
            }
            position++;
            if (ahead.size() < SHOWN_MAX) {
                ahead.add(waiter);
            }
        }
        return new TicketView(
                ticket,
                TicketState.WAITING,
                semaphore.name,
                mine.owner(),
                mine.permits(),
                null,
                position,
                semaphore.available(),
                List.copyOf(ahead));
    }

    /** Lists semaphores by name, after {@code after}. */
    public List<SemaphoreView> list(String prefix, @Nullable SemaphoreName after, int limit) {
        var found = new ArrayList<SemaphoreView>();
        for (var semaphore : startingAt(prefix, after)) {
            if (found.size() == limit || !semaphore.name.value().startsWith(prefix)) {
                break;
            }
            found.add(view(semaphore));
        }
        return found;
    }

    private Collection<Semaphore> startingAt(String prefix, @Nullable SemaphoreName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return table.semaphores.tailMap(after, false).values();
        }
        return prefix.isEmpty()
                ? table.semaphores.values()
                : table.semaphores.tailMap(new SemaphoreName(prefix)).values();
    }

    /** What the session holds, by name of semaphore. */
    public List<HeldPermits> holdsOf(SessionId session) {
        return table.rows.holds(session).values().stream()
                .limit(SHOWN_MAX)
                .map(hold -> new HeldPermits(hold.key.semaphore(), hold.view()))
                .toList();
    }

    /** A semaphore and one of its holders. */
    public record HeldPermits(SemaphoreName semaphore, Holder holder) {}

    /** What the session waits for, oldest first. */
    public List<TicketView> waitsOf(SessionId session) {
        return table.rows.waits(session).stream()
                .limit(SHOWN_MAX)
                .map(ticket -> waiting(table.named(table.nameOf(ticket)), ticket))
                .toList();
    }
}
