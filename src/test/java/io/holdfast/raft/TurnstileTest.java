package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    private static final MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto> APPEND =
            RaftServerProtocolServiceGrpc.getAppendEntriesMethod();
    private static final MethodDescriptor<RequestVoteRequestProto, RequestVoteReplyProto> VOTE =
            RaftServerProtocolServiceGrpc.getRequestVoteMethod();

    private static final UUID LEFT = new UUID(7, 7);

    private final Set<ByteString> heldBack = ConcurrentHashMap.newKeySet();
    private final Turnstile turnstile = new Turnstile("n1.2", heldBack::contains);
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatIsMeantForThisNodeComesIn() {
        var call = new Call<>(APPEND);
        var append = listen(call, new CountDownLatch(0));

        append.onMessage(append("n1.2", "g"));
        append.onHalfClose();

        assertThat(heard).containsExactly("append", "half-close");
        assertThat(call.closed).isNull();
    }

    @Test
    void whatIsMeantForAnotherIsRefusedAndTheCallEnds() {
        var call = new Call<>(APPEND);
        var append = listen(call, new CountDownLatch(0));

        append.onMessage(append("n1", "g"));
        append.onMessage(append("n1.2", "g"));
        append.onHalfClose();

        assertThat(heard).isEmpty();
        assertThat(call.closed).isNotNull();
        assertThat(call.closed.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(call.closed.getDescription()).isEqualTo("this is n1.2, not n1");
    }

    @Test
    void aVoteWaitsUntilAnAppendOfItsGroupIsDone() throws InterruptedException {
        var slow = new CountDownLatch(1);
        var append = listen(new Call<>(APPEND), slow);
        var vote = listen(new Call<>(VOTE), new CountDownLatch(0));
        var other = listen(new Call<>(VOTE), new CountDownLatch(0));

        var appending = Thread.startVirtualThread(() -> append.onMessage(append("n1.2", "g")));
        LocalPorts.await(() -> heard.contains("append"), "the append to begin");
        var voting = Thread.startVirtualThread(() -> vote.onMessage(vote("g")));
        other.onMessage(vote("h"));
        LocalPorts.await(() -> voting.getState() == Thread.State.WAITING, "the vote to wait");

        assertThat(heard).containsExactly("append", "vote");
        slow.countDown();
        assertThat(appending.join(Duration.ofSeconds(10))).isTrue();
        assertThat(voting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(heard).containsExactly("append", "vote", "vote");
    }

    /** Ratis has a vote from the first append on that is not said to be one of those that bring a newcomer up to date. */
    @Test
    void whoHasComeBackIsTakenForANewcomerUntilItHasEnough() {
        var append = listen(new Call<>(APPEND), new CountDownLatch(0));
        heldBack.add(bytes(LEFT));

        append.onMessage(append("n1.2", bytes(LEFT)));
        append.onMessage(append("n1.2", bytes(new UUID(8, 8))));
        heldBack.clear();
        append.onMessage(append("n1.2", bytes(LEFT)));

        assertThat(heard).containsExactly("initial append", "append", "append");
    }

    private static ByteString bytes(UUID group) {
        return RaftGroupId.valueOf(group).toByteString();
    }

    private <Q, A> ServerCall.Listener<Q> listen(Call<Q, A> call, CountDownLatch slow) {
        return turnstile.interceptCall(call, new Metadata(), (_, _) -> new ServerCall.Listener<>() {
            @Override
            public void onMessage(Q message) {
                heard.add(
                        message instanceof AppendEntriesRequestProto append
                                ? append.getInitializing() ? "initial append" : "append"
                                : "vote");
                try {
                    assertThat(slow.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void onHalfClose() {
                heard.add("half-close");
            }
        });
    }

    private static AppendEntriesRequestProto append(String to, String group) {
        return append(to, ByteString.copyFromUtf8(group));
    }

    private static AppendEntriesRequestProto append(String to, ByteString group) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(header(to, group))
                .build();
    }

    private static RequestVoteRequestProto vote(String group) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(header("n1.2", ByteString.copyFromUtf8(group)))
                .build();
    }

    private static RaftRpcRequestProto header(String to, ByteString group) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(ByteString.copyFromUtf8("n2"))
                .setReplyId(ByteString.copyFromUtf8(to))
                .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(group))
                .build();
    }

    /** A call of which only the end is looked at. */
    private static final class Call<Q, A> extends ServerCall<Q, A> {

        private final MethodDescriptor<Q, A> method;
        private @Nullable Status closed;

        private Call(MethodDescriptor<Q, A> method) {
            this.method = method;
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(A message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed != null) {
                throw new IllegalStateException("closed twice");
            }
            closed = status;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return method;
        }
    }
}
