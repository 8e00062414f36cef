package io.holdfast.lock;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Owners that were given up in a deadlock not long ago, and how old they were: an owner that retries keeps its age, so
 * that it is the oldest in the end and gets through (Rosenkrantz, Stearns and Lewis, System level concurrency control,
 * 1978).
 */
final class Defeats {

    /** @param born sequence of the first step of what the owner was given up in first */
    record Defeat(Owner owner, long born, int times, long atMillis) {}

    private final Map<Owner, Defeat> byOwner = new LinkedHashMap<>();

    /** The age an owner has kept, or this one if it has kept none. */
    long born(Owner owner, long now, long otherwise) {
        var defeat = byOwner.get(owner);
        return defeat == null || isOver(defeat, now) ? otherwise : Math.min(defeat.born, otherwise);
    }

    /** Notes one more defeat; how many there are now in a row. */
    int note(Owner owner, long born, long now) {
        var before = byOwner.remove(owner);
        int times = before == null || isOver(before, now) ? 1 : before.times + 1;
        add(new Defeat(owner, born, times, now));
        var oldest = byOwner.values().iterator();
        while (oldest.hasNext() && isOver(oldest.next(), now)) {
            oldest.remove();
        }
        return times;
    }

    private static boolean isOver(Defeat defeat, long now) {
        return now - defeat.atMillis > LockLimits.AGE_KEPT_MILLIS;
    }

    void add(Defeat defeat) {
        byOwner.put(defeat.owner, defeat);
        if (byOwner.size() > LockLimits.ENDED_TICKETS_MAX) {
            var oldest = byOwner.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** By age. */
    Collection<Defeat> all() {
        return byOwner.values();
    }
}
