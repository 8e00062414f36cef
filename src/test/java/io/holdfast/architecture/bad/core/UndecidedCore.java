package io.holdfast.architecture.bad.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Everything by which two replicas could come to differ. */
public final class UndecidedCore {

    private final Map<String, String> table = new HashMap<>();

    public long clock() {
        return System.nanoTime() + System.currentTimeMillis();
    }

    public String chance() {
        return UUID.randomUUID().toString() + Math.random();
    }

    public Map<String, String> order() {
        table.putAll(Map.of("a", "b"));
        return Map.copyOf(table);
    }

    public Function<List<String>, Set<String>> reference() {
        return Set::copyOf;
    }

    public long parallel(List<String> all) {
        return all.parallelStream().count();
    }

    public int identity() {
        return System.identityHashCode(this);
    }
}
