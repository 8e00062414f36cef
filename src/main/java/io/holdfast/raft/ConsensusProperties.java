package io.holdfast.raft;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How consensus is tuned. The defaults suit a local network; docs/decisions says what was measured.
 *
 * @param electionTimeoutMin a follower that hears of no leader for about this long stands for election
 * @param readTimeout how long a read waits for a majority to confirm it before it is refused
 * @param snapshotThreshold log entries between snapshots
 * @param snapshotSize bytes of log between snapshots at most: what has to be applied again after a crash
 * @param purgeGap log entries that are purged at least at once
 */
@ConfigurationProperties("holdfast.raft")
record ConsensusProperties(
        @DefaultValue("500ms") Duration electionTimeoutMin,
        @DefaultValue("1s") Duration electionTimeoutMax,
        @DefaultValue("2s") Duration readTimeout,
        @DefaultValue("50000") int snapshotThreshold,
        @DefaultValue("256MB") DataSize snapshotSize,
        @DefaultValue("8MB") DataSize segmentSize,
        @DefaultValue("1024") int purgeGap) {

    static final DataSize SNAPSHOT_SIZE_MIN = DataSize.ofMegabytes(1);
    static final DataSize SEGMENT_MIN = DataSize.ofKilobytes(64);

    ConsensusProperties {
        if (electionTimeoutMin.toMillis() < 50 || electionTimeoutMax.compareTo(electionTimeoutMin) <= 0) {
            throw new ConfigurationRefusedException("holdfast.raft.election-timeout-min is " + electionTimeoutMin
                    + " and -max is " + electionTimeoutMax
                    + "; write a minimum of at least 50ms and a greater maximum, for example 500ms and 1s");
        }
        if (readTimeout.toMillis() < 100) {
            throw new ConfigurationRefusedException("holdfast.raft.read-timeout must be at least 100ms");
        }
        if (snapshotThreshold < 100 || purgeGap < 1) {
            throw new ConfigurationRefusedException(
                    "holdfast.raft.snapshot-threshold must be at least 100 and holdfast.raft.purge-gap at least 1");
        }
        if (snapshotSize.compareTo(SNAPSHOT_SIZE_MIN) < 0) {
            throw new ConfigurationRefusedException(
                    "holdfast.raft.snapshot-size must be at least " + SNAPSHOT_SIZE_MIN);
        }
        if (segmentSize.compareTo(SEGMENT_MIN) < 0) {
            throw new ConfigurationRefusedException("holdfast.raft.segment-size must be at least " + SEGMENT_MIN);
        }
    }
}
