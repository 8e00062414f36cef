package io.holdfast.lock;

import java.util.Collection;
import java.util.EnumMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Those who wait for one lock: conversions before all others, and the rest in order of arrival. */
final class LockQueue {

    private static final Mode[] MODES = Mode.values();

    private final TreeMap<Long, Waiter> byPlace = new TreeMap<>();
    /**
     * By mode, the places of those who let nobody pass: whether one stands before a waiter is asked of many waiters in a
     * row, and must not cost a walk through the queue each time. Null while there was none yet: most locks never have a
     * queue, and there may be a million.
     */
    private @Nullable EnumMap<Mode, TreeSet<Long>> reserved;

    Collection<Waiter> all() {
        return byPlace.values();
    }

    /** Those who stand before this place, in order, from the place {@code from} on. */
    Collection<Waiter> before(long from, long place) {
        return byPlace.subMap(from, place).values();
    }

    boolean isWaitedInBehind(long place) {
        return byPlace.higherKey(place) != null;
    }

    /** Whether somebody who lets nobody pass stands before this place, and conflicts with the mode. */
    boolean isReservedAgainst(Mode mode, long place) {
        if (reserved == null) {
            return false;
        }
        for (var other : MODES) {
            if (mode.conflictsWith(other)) {
                var places = reserved.get(other);
                if (places != null && !places.isEmpty() && places.first() < place) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isEmpty() {
        return byPlace.isEmpty();
    }

    void add(Waiter waiter, Mode mode) {
        byPlace.put(waiter.place(), waiter);
        if (waiter.reserves()) {
            if (reserved == null) {
                reserved = new EnumMap<>(Mode.class);
            }
            reserved.computeIfAbsent(mode, _ -> new TreeSet<>()).add(waiter.place());
        }
    }

    void remove(Waiter waiter, Mode mode) {
        byPlace.remove(waiter.place());
        var places = reserved == null ? null : reserved.get(mode);
        if (places != null) {
            places.remove(waiter.place());
        }
    }
}
