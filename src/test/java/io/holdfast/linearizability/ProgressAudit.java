package io.holdfast.linearizability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be so where clients wait for one another in cycles: every wait ends, because the lock comes free or because
 * the wait is given up, long before its time is over; and everybody gets on.
 */
public final class ProgressAudit {

    private final Map<String, Integer> rounds = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private Duration longest = Duration.ZERO;
    private int deadlocks;

    public ProgressAudit(List<String> clients) {
        clients.forEach(client -> rounds.put(client, 0));
    }

    /** The client held all it wanted. */
    public synchronized void completed(String client) {
        rounds.merge(client, 1, Integer::sum);
    }

    /** A wait that ended with the lock. */
    public synchronized void granted(Duration waited) {
        longest = longest.compareTo(waited) < 0 ? waited : longest;
    }

    public synchronized void gaveUp(String client, Duration waited, boolean holdsSomething) {
        granted(waited);
        deadlocks++;
        if (!holdsSomething) {
            findings.add(client + " was given up though it held nothing that another could wait for");
        }
    }

    /** Nobody gave the wait up, and nobody granted it. */
    public synchronized void timedOut(String client, String lock, Duration waited) {
        findings.add("%s waited %s for %s in vain".formatted(client, waited, lock));
    }

    public synchronized int deadlocks() {
        return deadlocks;
    }

    public synchronized Duration longest() {
        return longest;
    }

    public synchronized int fewestRounds() {
        return rounds.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    public synchronized int allRounds() {
        return rounds.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized List<String> findings(int roundsMin) {
        var all = new ArrayList<>(findings);
        rounds.forEach((client, count) -> {
            if (count < roundsMin) {
                all.add("%s got through %d rounds of %d".formatted(client, count, roundsMin));
            }
        });
        return all;
    }
}
