package io.holdfast.core;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Deadlines as rows: each key has at most one, and they come due in order of time, then of key. */
public final class Deadlines<K extends Comparable<K>> {

    private record Due<K>(long millis, K key) {}

    private final Map<K, Due<K>> byKey = new LinkedHashMap<>();
    private final TreeSet<Due<K>> byTime =
            new TreeSet<>(Comparator.comparingLong((Due<K> due) -> due.millis()).thenComparing(Due::key));

    /** Sets or moves the key's deadline. */
    public void set(K key, long millis) {
        clear(key);
        var due = new Due<>(millis, key);
        byKey.put(key, due);
        byTime.add(due);
    }

    public void clear(K key) {
        var due = byKey.remove(key);
        if (due != null) {
            byTime.remove(due);
        }
    }

    /** Removes and returns the first key that is due at {@code millis}; null if none is. */
    public @Nullable K pollDue(long millis) {
        if (byTime.isEmpty() || byTime.first().millis() > millis) {
            return null;
        }
        var due = byTime.removeFirst();
        byKey.remove(due.key());
        return due.key();
    }

    public OptionalLong next() {
        return byTime.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byTime.first().millis());
    }
}
