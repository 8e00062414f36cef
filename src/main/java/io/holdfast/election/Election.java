package io.holdfast.election;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One election that somebody leads: its leader, and the candidates in the order in which they would be elected. */
final class Election {

    final ElectionName name;
    final TreeSet<Waiter> queue = new TreeSet<>();
    private final Map<Candidate, Waiter> waiters = new LinkedHashMap<>();

    @Nullable
    Leader leader;

    long version;

    Election(ElectionName name, long version) {
        this.name = name;
        this.version = version;
    }

    void add(Waiter waiter) {
        queue.add(waiter);
        waiters.put(waiter.candidate(), waiter);
    }

    void remove(Waiter waiter) {
        queue.remove(waiter);
        waiters.remove(waiter.candidate());
    }

    @Nullable
    Waiter waiter(Candidate candidate) {
        return waiters.get(candidate);
    }

    /** The first of the candidates with this name; null if there is none. */
    @Nullable
    Waiter firstNamed(String candidate) {
        for (var waiter : queue) {
            if (waiter.candidate().name().equals(candidate)) {
                return waiter;
            }
        }
        return null;
    }

    boolean isLedBy(Candidate candidate) {
        return leader != null && leader.candidate().equals(candidate);
    }
}
