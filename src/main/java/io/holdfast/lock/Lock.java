package io.holdfast.lock;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One lock that somebody holds or waits for: its holders, and its queue in order of arrival. */
final class Lock {

    final LockName name;
    private final Map<Owner, Hold> holders = new LinkedHashMap<>();
    private final Map<TicketId, Waiter> queue = new LinkedHashMap<>();
    private final int[] held = new int[Mode.COUNT];
    private final int[] awaited = new int[Mode.COUNT];

    Lock(LockName name) {
        this.name = name;
    }

    @Nullable
    Hold holdOf(Owner owner) {
        return holders.get(owner);
    }

    Collection<Hold> holders() {
        return holders.values();
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

    void add(Hold hold) {
        holders.put(hold.key.owner(), hold);
        held[hold.mode.ordinal()]++;
    }

    void remove(Hold hold) {
        holders.remove(hold.key.owner());
        held[hold.mode.ordinal()]--;
    }

    void add(Waiter waiter) {
        queue.put(waiter.ticket(), waiter);
        awaited[waiter.mode().ordinal()]++;
    }

    void remove(Waiter waiter) {
        queue.remove(waiter.ticket());
        awaited[waiter.mode().ordinal()]--;
    }

    boolean isFree() {
        return holders.isEmpty() && queue.isEmpty();
    }

    boolean conflictsWithHolders(Mode mode) {
        return conflicts(held, mode);
    }

    /** Whether a request that arrives now conflicts with nobody who holds or came before. */
    boolean admits(Mode mode) {
        return !conflicts(held, mode) && !conflicts(awaited, mode);
    }

    /** The first waiter that conflicts with no holder and with no earlier waiter; null if there is none. */
    @Nullable
    Waiter next() {
        var earlier = new int[Mode.COUNT];
        for (var waiter : queue.values()) {
            if (!conflicts(held, waiter.mode()) && !conflicts(earlier, waiter.mode())) {
                return waiter;
            }
            earlier[waiter.mode().ordinal()]++;
            if (blocksAll(earlier)) {
                return null;
            }
        }
        return null;
    }

    /** Nobody further back can be granted: it would conflict with a holder or with an earlier waiter. */
    private boolean blocksAll(int[] earlier) {
        for (var mode : Mode.values()) {
            if (!conflicts(held, mode) && !conflicts(earlier, mode)) {
                return false;
            }
        }
        return true;
    }

    private static boolean conflicts(int[] counts, Mode mode) {
        for (var other : Mode.values()) {
            if (counts[other.ordinal()] > 0 && mode.conflictsWith(other)) {
                return true;
            }
        }
        return false;
    }

    /** The token of the running epoch, which all holders share; null if there is none. */
    @Nullable
    FencingToken token() {
        return holders.isEmpty() ? null : holders.values().iterator().next().token;
    }
}
