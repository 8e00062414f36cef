package io.holdfast.cache.coherence;

import io.holdfast.cache.line.HomeSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How copies are kept.
 *
 * @param nearBytes how much of this node's memory they may take, all data groups together; with 0 nothing is kept
 * @param lease how long a node counts on its copies after it renewed its lease; the same on all nodes
 * @param idle a node that has read nothing of a data group for this long lets its lease of it end
 * @param directoryLines of how many entries a home knows by name who has a copy
 * @param uselessCopies after so many copies in a row that nobody had read, an entry is not shared
 * @param unshared for this long
 */
@ConfigurationProperties("holdfast.cache")
record CoherenceProperties(
        @DefaultValue("64MB") DataSize nearBytes,
        @DefaultValue("3s") Duration lease,
        @DefaultValue("60s") Duration idle,
        @DefaultValue("500000") int directoryLines,
        @DefaultValue("8") int uselessCopies,
        @DefaultValue("1s") Duration unshared) {

    private static final long RESEND_MILLIS = 250;
    private static final long SLACK_MILLIS = 100;

    /** No clock of ours runs faster or slower than another by more than this. */
    private static final long DRIFT_PERCENT = 1;

    CoherenceProperties {
        if (lease.toMillis() < 500 || lease.toMillis() > 60_000) {
            throw new IllegalArgumentException(
                    "holdfast.cache.lease is " + lease + "; write 500ms to 60s, the same on all nodes, for example 3s");
        }
        if (nearBytes.isNegative() || directoryLines < 1 || uselessCopies < 1) {
            throw new IllegalArgumentException(
                    "holdfast.cache.near-bytes is at least 0, and holdfast.cache.directory-lines"
                            + " and holdfast.cache.useless-copies are at least 1");
        }
    }

    /** A home counts on a node for longer than the node does, whichever clock runs faster. */
    HomeSettings home() {
        long leaseMillis = lease.toMillis();
        return new HomeSettings(
                leaseMillis + leaseMillis * 2 * DRIFT_PERCENT / 100 + SLACK_MILLIS,
                RESEND_MILLIS,
                directoryLines,
                uselessCopies,
                unshared.toMillis());
    }

    /** What a home says is left of an entry's time, as a node may count it. */
    static long shortened(long millis) {
        return millis == Long.MAX_VALUE ? millis : millis - millis * 2 * DRIFT_PERCENT / 100 - 1;
    }
}
