package io.holdfast.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** A real server of a group of one, which counts what it is sent. */
final class LoneServer implements AutoCloseable {

    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.fromString("00000000-0000-0000-0000-00000000000a"));
    private static final long WAIT_MILLIS = 20_000;
    private static final ClientId CLIENT = ClientId.randomId();

    private final Counter counter = new Counter();
    private final RaftServer server;
    private long calls;

    LoneServer(Path storage) throws IOException {
        var peer = RaftPeer.newBuilder().setId("n1").setAddress("127.0.0.1:0").build();
        server = RaftServer.newBuilder()
                .setServerId(peer.getId())
                .setGroup(RaftGroup.valueOf(GROUP, peer))
                .setProperties(properties(storage))
                .setStateMachine(counter)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static RaftProperties properties(Path storage) {
        var properties = new RaftProperties();
        GrpcConfigKeys.Server.setPort(properties, 0);
        RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(200, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("16KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("16KB"));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
        return properties;
    }

    static Path groupDirectory(Path storage) {
        return storage.resolve(GROUP.getUuid().toString());
    }

    /** Sends so many commands, in order, and waits for all of them. */
    void send(int commands) throws Exception {
        awaitReady();
        var replies = new ArrayList<CompletableFuture<RaftClientReply>>();
        for (int i = 0; i < commands; i++) {
            replies.add(server.submitClientRequestAsync(RaftClientRequest.newBuilder()
                    .setClientId(CLIENT)
                    .setServerId(server.getId())
                    .setGroupId(GROUP)
                    .setCallId(calls++)
                    .setType(RaftClientRequest.writeRequestType())
                    .setMessage(Message.valueOf("x".repeat(100)))
                    .build()));
        }
        for (var reply : replies) {
            accepted(reply.get(WAIT_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    private static void accepted(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException("not accepted: " + reply);
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        var state = server.getDivision(GROUP).getInfo();
        while (!state.isLeaderReady()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not led: " + state.getCurrentRole());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void takeSnapshot() throws Exception {
        accepted(server.snapshotManagement(
                SnapshotManagementRequest.newCreate(CLIENT, server.getId(), GROUP, calls++, WAIT_MILLIS)));
    }

    /** How many commands the state machine knows of once everything in the log is applied. */
    long count() throws Exception {
        awaitReady();
        return counter.count.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static final class Counter extends BaseStateMachine {

        private final AtomicLong count = new AtomicLong();
        private final SimpleStateMachineStorage snapshots = new SimpleStateMachineStorage();

        @Override
        public void initialize(RaftServer raftServer, RaftGroupId group, RaftStorage storage) throws IOException {
            super.initialize(raftServer, group, storage);
            snapshots.init(storage);
            var latest = snapshots.getLatestSnapshot();
            if (latest != null) {
                count.set(SnapshotFile.read(latest.getFile().getPath()).header().sequence());
                setLastAppliedTermIndex(latest.getTermIndex());
            }
        }

        @Override
        public SimpleStateMachineStorage getStateMachineStorage() {
            return snapshots;
        }

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            updateLastAppliedTermIndex(TermIndex.valueOf(transaction.getLogEntry()));
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(count.incrementAndGet())));
        }

        @Override
        public long takeSnapshot() {
            var last = getLastAppliedTermIndex();
            var file = snapshots.getSnapshotFile(last.getTerm(), last.getIndex());
            var header = new SnapshotHeader(SnapshotFile.FORMAT, last.getIndex(), last.getTerm(), count.get(), 1, 0);
            SnapshotFile.write(file.toPath(), header, _ -> {});
            var md5 = MD5FileUtil.computeAndSaveMd5ForFile(file);
            snapshots.updateLatestSnapshot(
                    new SingleFileSnapshotInfo(new FileInfo(file.toPath(), md5), last.getTerm(), last.getIndex()));
            return last.getIndex();
        }
    }
}
