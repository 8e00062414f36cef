package io.holdfast.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has to be so of a semaphore: from the answer that granted them to the request that gives them back, no more permits
 * are out than there are; and a grant that was asked for after another was known has a greater token.
 */
public final class PermitAudit {

    private final int size;
    private final List<Grant> grants = new ArrayList<>();

    public PermitAudit(int size) {
        this.size = size;
    }

    private record Change(long nanos, int permits, Grant grant) {}

    /** The permits that came with one answer. */
    public final class Grant {

        private final String owner;
        private final long token;
        private final long invokedNanos;
        private final long acknowledgedNanos;
        private final List<Change> changes = new ArrayList<>();
        private int left;

        private Grant(String owner, int permits, long token, long invokedNanos, long acknowledgedNanos) {
            this.owner = owner;
            this.token = token;
            this.invokedNanos = invokedNanos;
            this.acknowledgedNanos = acknowledgedNanos;
            this.left = permits;
            changes.add(new Change(acknowledgedNanos, permits, this));
        }

        /** To be called just before so many permits are given back. */
        public void givesBack(int permits, long nowNanos) {
            synchronized (PermitAudit.this) {
                int given = Math.min(permits, left);
                left -= given;
                changes.add(new Change(nowNanos, -given, this));
            }
        }

        @Override
        public String toString() {
            return "%s with token %d, asked for at %,d us, known at %,d us"
                    .formatted(owner, token, invokedNanos / 1_000, acknowledgedNanos / 1_000);
        }
    }

    public synchronized Grant granted(
            String owner, int permits, long token, long invokedNanos, long acknowledgedNanos) {
        var grant = new Grant(owner, permits, token, invokedNanos, acknowledgedNanos);
        grants.add(grant);
        return grant;
    }

    public synchronized int grants() {
        return grants.size();
    }

    /** The most permits that were surely out at one time. */
    public synchronized int most() {
        int out = 0;
        int most = 0;
        for (var change : changes()) {
            out += change.permits();
            most = Math.max(most, out);
        }
        return most;
    }

    public synchronized List<String> findings() {
        var findings = new ArrayList<String>();
        int out = 0;
        for (var change : changes()) {
            out += change.permits();
            if (out > size && change.permits() > 0) {
                findings.add("%d permits of %d are out after %s".formatted(out, size, change.grant()));
            }
        }
        addTokensThatDoNotGrow(findings);
        return findings;
    }

    private List<Change> changes() {
        return grants.stream()
                .flatMap(grant -> grant.changes.stream())
                .sorted(Comparator.comparingLong(Change::nanos).thenComparingInt(Change::permits))
                .toList();
    }

    private void addTokensThatDoNotGrow(List<String> findings) {
        var known = grants.stream()
                .sorted(Comparator.comparingLong(grant -> grant.acknowledgedNanos))
                .toList();
        var asked = grants.stream()
                .sorted(Comparator.comparingLong(grant -> grant.invokedNanos))
                .toList();
        Grant highest = null;
        int next = 0;
        for (var grant : asked) {
            for (; next < known.size() && known.get(next).acknowledgedNanos < grant.invokedNanos; next++) {
                var earlier = known.get(next);
                highest = highest == null || earlier.token > highest.token ? earlier : highest;
            }
            if (highest != null && grant.token <= highest.token) {
                findings.add("no greater token: %s, after %s".formatted(grant, highest));
            }
        }
    }
}
