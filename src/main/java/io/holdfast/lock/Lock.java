package io.holdfast.lock;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One lock that somebody holds or waits for, or that is kept shut for a while: its holders, and its queue. */
final class Lock {

    /** {@link Mode#values} makes a copy each time, and these questions are asked of every request. */
    private static final Mode[] MODES = Mode.values();

    final LockName name;
    private final Map<Owner, Hold> holders = new LinkedHashMap<>();
    private final LockQueue queue = new LockQueue();
    private final int[] held = new int[Mode.COUNT];
    /** By the mode that is gone: until when it counts as if it were held; 0 is not at all. */
    private final long[] shutUntilMillis = new long[Mode.COUNT];

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
        return queue.all();
    }

    /** Those who stand before this place, in order, from the place {@code from} on. */
    Collection<Waiter> queueBefore(long from, long place) {
        return queue.before(from, place);
    }

    boolean isWaitedForBehind(long place) {
        return queue.isWaitedInBehind(place);
    }

    void add(Hold hold) {
        holders.put(hold.owner(), hold);
        held[hold.mode.ordinal()]++;
    }

    void remove(Hold hold) {
        holders.remove(hold.owner());
        held[hold.mode.ordinal()]--;
    }

    /** The hold is in another mode from now on, under this token. */
    void convert(Hold hold, Mode to, FencingToken token) {
        held[hold.mode.ordinal()]--;
        held[to.ordinal()]++;
        hold.mode = to;
        hold.token = token;
    }

    void add(Waiter waiter) {
        queue.add(waiter, waiter.mode(name));
    }

    void remove(Waiter waiter) {
        queue.remove(waiter, waiter.mode(name));
    }

    /** Others are kept out as if somebody held the lock in this mode still. */
    void shut(Mode mode, long untilMillis) {
        shutUntilMillis[mode.ordinal()] = Math.max(shutUntilMillis[mode.ordinal()], untilMillis);
    }

    void open(Mode mode) {
        shutUntilMillis[mode.ordinal()] = 0;
    }

    long shutUntilMillis(Mode mode) {
        return shutUntilMillis[mode.ordinal()];
    }

    /** Until when a request in this mode is kept out by those who are gone; 0 if it is not. */
    long shutAgainst(Mode mode) {
        long until = 0;
        for (var gone : MODES) {
            if (mode.conflictsWith(gone)) {
                until = Math.max(until, shutUntilMillis[gone.ordinal()]);
            }
        }
        return until;
    }

    /** Nobody holds it, waits for it or is kept out: it needs no row. */
    boolean isIdle() {
        return holders.isEmpty() && queue.isEmpty() && shutAgainst(Mode.X) == 0;
    }

    /** Whether a request that arrives now conflicts with nobody who holds, has just lost, or waits and lets nobody pass. */
    boolean admits(Mode mode) {
        return !conflicts(held, mode) && !queue.isReservedAgainst(mode, Long.MAX_VALUE) && shutAgainst(mode) == 0;
    }

    /** Whether the hold can be in this mode at once: only other holders and earlier conversions stand before it. */
    boolean admitsConversion(Hold hold, Mode to) {
        return !conflictsWithHolders(to, hold)
                && shutAgainst(to) == 0
                && !queue.isReservedAgainst(to, Waiter.FIRST_PLACE_OF_OTHERS);
    }

    /** Whether one that waits here conflicts with no holder, nobody who is gone, and no earlier waiter. */
    boolean admits(Waiter waiter) {
        var mode = waiter.mode(name);
        return !isHeldAgainst(waiter, mode) && !queue.isReservedAgainst(mode, waiter.place());
    }

    private boolean isHeldAgainst(Waiter waiter, Mode mode) {
        return conflictsWithHolders(mode, waiter.conversion() ? holders.get(waiter.owner()) : null)
                || shutAgainst(mode) > 0;
    }

    boolean conflictsWithHolders(Mode mode, @Nullable Hold own) {
        if (own == null) {
            return conflicts(held, mode);
        }
        held[own.mode.ordinal()]--;
        boolean conflict = conflicts(held, mode);
        held[own.mode.ordinal()]++;
        return conflict;
    }

    /** Asks whether a waiter can be granted all else it waits for. */
    interface Elsewhere {
        boolean admits(Waiter waiter, Lock but);
    }

    /** The first waiter that can be granted; null if there is none. */
    @Nullable
    Waiter next(Elsewhere elsewhere) {
        var earlier = new int[Mode.COUNT];
        for (var waiter : queue.all()) {
            var mode = waiter.mode(name);
            if (!conflicts(earlier, mode) && !isHeldAgainst(waiter, mode) && elsewhere.admits(waiter, this)) {
                return waiter;
            }
            earlier[mode.ordinal()] += waiter.reserves() ? 1 : 0;
            if (blocksAll(earlier)) {
                return null;
            }
        }
        return null;
    }

    /** Nobody further back can be granted: it would conflict with a holder or with an earlier waiter. */
    private boolean blocksAll(int[] earlier) {
        for (var mode : MODES) {
            if (!conflicts(held, mode) && !conflicts(earlier, mode)) {
                return false;
            }
        }
        return true;
    }

    private static boolean conflicts(int[] counts, Mode mode) {
        for (var other : MODES) {
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
