package io.holdfast.linearizability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Something locks protect: it refuses a token lower than the highest it has seen for a lock, and it writes down every
 * tenure that overlaps another one it must not overlap.
 */
public final class FencedResource {

    private final Map<String, Long> highest = new LinkedHashMap<>();
    private final Map<String, Set<Tenure>> present = new LinkedHashMap<>();
    private final List<Overlap> overlaps = new ArrayList<>();
    private final List<Tenure> refusals = new ArrayList<>();
    private long writes;

    /** Two who were in at the same time though one of them should have been alone. */
    public record Overlap(Tenure earlier, Tenure later) {}

    /** To be called once the grant is known; the tenure has to be closed before the release is asked for. */
    public synchronized Tenure enter(String lock, String owner, long token, LockMode mode) {
        var tenure = new Tenure(lock, owner, token, mode);
        var others = present.computeIfAbsent(lock, _ -> new LinkedHashSet<>());
        for (var other : others) {
            if (!mode.agreesWith(other.mode)) {
                overlaps.add(new Overlap(other, tenure));
            }
        }
        others.add(tenure);
        return tenure;
    }

    public synchronized List<Overlap> overlaps() {
        return List.copyOf(overlaps);
    }

    /** The tenures whose writes came with a token that was too low. */
    public synchronized List<Tenure> refusals() {
        return List.copyOf(refusals);
    }

    /** How many writes were let in. */
    public synchronized long writes() {
        return writes;
    }

    private synchronized boolean write(Tenure tenure) {
        if (tenure.token < highest.getOrDefault(tenure.lock, 0L)) {
            refusals.add(tenure);
            return false;
        }
        highest.put(tenure.lock, tenure.token);
        writes++;
        return true;
    }

    private synchronized void leave(Tenure tenure) {
        present.getOrDefault(tenure.lock, Set.of()).remove(tenure);
    }

    /** The time in which a client believes it holds a lock. */
    public final class Tenure implements AutoCloseable {

        private final String lock;
        private final String owner;
        private final long token;
        private final LockMode mode;

        private Tenure(String lock, String owner, long token, LockMode mode) {
            this.lock = lock;
            this.owner = owner;
            this.token = token;
            this.mode = mode;
        }

        /** Whether the resource took the write. */
        public boolean write() {
            return FencedResource.this.write(this);
        }

        @Override
        public void close() {
            leave(this);
        }

        @Override
        public String toString() {
            return "%s by %s in %s with token %d".formatted(lock, owner, mode, token);
        }
    }
}
