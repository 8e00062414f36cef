package io.holdfast.raft;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallExecutorSupplier;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** Ratis' settings, each with the reason why it is not left at its default. */
final class EngineSettings {

    /** An entry is at most 4 MiB; the appender must hold one whole, and the log must write it whole. */
    private static final SizeInBytes APPENDER_BUFFER = SizeInBytes.valueOf("5MB");

    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("6MB");
    private static final int SNAPSHOTS_KEPT = 2;

    /** Closed segments of the log that a group keeps in memory besides the open one, in case a follower needs them. */
    private static final int SEGMENTS_CACHED = 2;

    /** How long a leader waits before it tries a follower again that it failed to reach: soon, then a while for ever. */
    private static final String FOLLOWER_RETRIES = "1ms,10, 100ms,20, 250ms," + Integer.MAX_VALUE;

    /** Bytes of log between snapshots at most; the state machine counts them, as the library does not. */
    static final String SNAPSHOT_BYTES = "holdfast.snapshot.bytes";

    private static final ServerCallExecutorSupplier PER_CALL = new ServerCallExecutorSupplier() {
        @Override
        public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
            return PeerService.executor(call);
        }
    };

    private EngineSettings() {}

    static RaftProperties properties(ConsensusProperties tuning, Path storage, String bindHost, int bindPort) {
        var settings = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(settings, List.of(storage.toFile()));
        RaftConfigKeys.Rpc.setType(settings, new Transport());
        GrpcConfigKeys.Server.setHost(settings, bindHost);
        GrpcConfigKeys.Server.setPort(settings, bindPort);
        timing(settings, tuning);
        log(settings, tuning);
        snapshots(settings, tuning);
        requireDurability(settings);
        return settings;
    }

    private static void timing(RaftProperties settings, ConsensusProperties tuning) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(
                settings, millis(tuning.electionTimeoutMin().toMillis()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(
                settings, millis(tuning.electionTimeoutMax().toMillis()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(settings, millis(3_000));
        // Ten seconds by default: a cluster that healed would wait that long for its leader to stand again.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(settings, millis(1_000));
        RaftServerConfigKeys.LeaderElection.setPreVote(settings, true);
        // Idempotency is the request memo's; Ratis' cache need only outlive its own retries, of which we make none.
        RaftServerConfigKeys.RetryCache.setExpiryTime(settings, millis(5_000));
    }

    private static void log(RaftProperties settings, ConsensusProperties tuning) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(
                settings, bytes(tuning.segmentSize().toBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(
                settings, bytes(Math.min(4L << 20, tuning.segmentSize().toBytes())));
        RaftServerConfigKeys.Log.setWriteBufferSize(settings, WRITE_BUFFER);
        // Six by default, for each group.
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(settings, SEGMENTS_CACHED);
        RaftServerConfigKeys.Log.setCorruptionPolicy(settings, CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(settings, APPENDER_BUFFER);
        GrpcConfigKeys.setMessageSizeMax(settings, bytes(PeerFrame.MESSAGE_BYTES_MAX));
        // Up to five seconds by default, and half as much again: so long a follower that came back would hear of
        // nobody.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(settings, FOLLOWER_RETRIES);
        // One millisecond by default, which would be added to every entry.
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(settings, millis(0));
        // An entry after each commit that only says so, forced to disk by everybody. Appender tells it without one.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(settings, false);
        // On by default: while entries wait to be written, others that begin at the same index count as being the same,
        // and
        // are acknowledged without being written, be they more or a later leader's.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(settings, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(settings, true);
        RaftServerConfigKeys.Log.setPurgeGap(settings, tuning.purgeGap());
        // The log reaches back to the snapshot before the last, so that a damaged last one costs nothing.
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(settings, tuning.snapshotThreshold() + tuning.purgeGap());
        // The durable marker is written after the log has been forced, see ReplicaStateMachine.flush.
        RaftServerConfigKeys.Log.StateMachineData.setSync(settings, false);
    }

    private static void snapshots(RaftProperties settings, ConsensusProperties tuning) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(settings, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(settings, tuning.snapshotThreshold());
        settings.setLong(SNAPSHOT_BYTES, tuning.snapshotSize().toBytes());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(settings, SNAPSHOTS_KEPT);
        // What is given up is deleted at once.
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(settings, false);
        // 16 MB by default, as much as a whole message may have; and several of them are on the heap at a time.
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(settings, SizeInBytes.valueOf("2MB"));
        // Eight times as long is waited for the answer to a part; so long nobody looks after a follower that died over
        // it.
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(settings, millis(1_500));
    }

    /** What is acknowledged must be on disk; nobody gets to trade that away by a stray property. */
    private static void requireDurability(RaftProperties settings) {
        if (RaftServerConfigKeys.Log.useMemory(settings)
                || RaftServerConfigKeys.Log.unsafeFlushEnabled(settings)
                || RaftServerConfigKeys.Log.asyncFlushEnabled(settings)) {
            throw new IllegalStateException("the log must be forced to disk before an entry is acknowledged");
        }
    }

    /** The question service rides on Ratis' own server, which hears only what is meant for this peer. */
    static Parameters parameters(PeerService service, PeerTls tls, Turnstile turnstile) {
        var parameters = new Parameters();
        tls.on(parameters);
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters,
                (builder, types) -> types.contains(GrpcServices.Type.SERVER)
                        ? builder.addService(service.definition())
                                .intercept(turnstile)
                                .callExecutor(PER_CALL)
                        : builder);
        return parameters;
    }

    private static TimeDuration millis(long value) {
        return TimeDuration.valueOf(value, TimeUnit.MILLISECONDS);
    }

    private static SizeInBytes bytes(long value) {
        return SizeInBytes.valueOf(value);
    }
}
