package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/**
 * A follower says that it has what its log has, even if its threads are so slow that several appends wait. Ratis wrote down
 * those that wait by the index of their first entry alone, and acknowledged others that begin there as well.
 */
class AppendOrderTest {

    private static final ByteString CLIENT = ClientId.randomId().toByteString();

    @TempDir
    private Path directory;

    private final RaftGroupId group = RaftGroupId.randomId();
    private RaftServer server;

    @BeforeEach
    void start() throws IOException {
        var self = peer("n1");
        var members = RaftGroup.valueOf(group, self, peer("n2"), peer("n3"));
        var tuning = new ConsensusProperties(
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(2),
                50_000,
                DataSize.ofMegabytes(256),
                DataSize.ofMegabytes(1),
                100);
        server = RaftServer.newBuilder()
                .setServerId(self.getId())
                .setGroup(members)
                .setStateMachine(new BaseStateMachine())
                .setProperties(EngineSettings.properties(tuning, directory, "127.0.0.1", 0))
                .setParameters(new Parameters())
                .setOption(RaftStorage.StartupOption.FORMAT)
                .build();
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void theNextLeadersEntriesTakeThePlaceOfThoseThatStillWait() throws Exception {
        CompletableFuture<AppendEntriesReplyProto> old;
        CompletableFuture<AppendEntriesReplyProto> next;
        try (var stall = new Stall()) {
            old = server.appendEntriesAsync(append("n2", 1, 2));
            next = server.appendEntriesAsync(append("n3", 2, 2));
            stall.end();
            old.get(10, TimeUnit.SECONDS);
        }

        assertThat(next.get(10, TimeUnit.SECONDS).getResult()).isEqualTo(AppendResult.SUCCESS);
        assertThat(terms()).containsExactly(2L, 2L);
    }

    @Test
    void whatIsSentAgainWithMoreBehindItIsAcknowledgedWhenAllOfItIsThere() throws Exception {
        CompletableFuture<AppendEntriesReplyProto> more;
        try (var stall = new Stall()) {
            var unused = server.appendEntriesAsync(append("n2", 1, 2));
            more = server.appendEntriesAsync(append("n2", 1, 5));
            stall.end();
        }

        assertThat(more.get(10, TimeUnit.SECONDS).getMatchIndex()).isEqualTo(4);
        assertThat(terms()).containsExactly(1L, 1L, 1L, 1L, 1L);
    }

    /** Has the threads that Ratis borrows from the JVM stand still. */
    private static final class Stall implements AutoCloseable {

        private final CountDownLatch end = new CountDownLatch(1);

        private Stall() throws InterruptedException {
            int threads = ForkJoinPool.getCommonPoolParallelism();
            var standing = new CountDownLatch(threads);
            for (int i = 0; i < threads; i++) {
                ForkJoinPool.commonPool().execute(() -> {
                    standing.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertThat(standing.await(10, TimeUnit.SECONDS)).isTrue();
        }

        private void end() {
            end.countDown();
        }

        @Override
        public void close() {
            end();
        }
    }

    private List<Long> terms() throws IOException {
        var log = server.getDivision(group).getRaftLog();
        return IntStream.rangeClosed(0, (int) log.getLastEntryTermIndex().getIndex())
                .mapToObj(index -> log.getTermIndex(index).getTerm())
                .toList();
    }

    /** Nobody is asked for anything here, so that any address will do. */
    private static RaftPeer peer(String name) {
        return RaftPeer.newBuilder().setId(name).setAddress("127.0.0.1:1").build();
    }

    private AppendEntriesRequestProto append(String leader, long term, int entries) {
        var request = AppendEntriesRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(ByteString.copyFromUtf8(leader))
                        .setReplyId(ByteString.copyFromUtf8("n1"))
                        .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(group.toByteString()))
                        .setCallId(term))
                .setLeaderTerm(term)
                .setLeaderCommit(-1);
        for (int i = 0; i < entries; i++) {
            request.addEntries(LogEntryProto.newBuilder()
                    .setTerm(term)
                    .setIndex(i)
                    .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder()
                            .setClientId(CLIENT)
                            .setCallId(i)
                            .setLogData(ByteString.copyFromUtf8(leader))));
        }
        return request.build();
    }
}
