package io.holdfast.raft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other nodes' consensus asks of this one comes in here: of each group one request at a time, and only what is meant
 * for this node.
 *
 * <p>One at a time, because Ratis looks at the term of an append under a lock and writes its entries when it has let go of
 * it. A vote for somebody else, or an append of the next leader, could come in between; then the late entries would be
 * acknowledged to a leader that this node has left, or overwrite what the next one has committed.
 *
 * <p>Only what is meant for this node, because an address may come to belong to another node (containers get new ones when
 * they start), and Ratis does not look at the name that it was called by: one node would acknowledge for two.
 *
 * <p>Of a group that this node has come back to, what a leader sends is passed on as if it were still bringing this node up to
 * date, until it has as much as it had when it left. So long Ratis neither votes nor stands for election, whatever its log says
 * and whoever sends it: a message to the member of then may come late.
 */
final class Turnstile implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

    private final ByteString self;
    private final Predicate<ByteString> isHeldBack;
    private final Map<ByteString, ReentrantLock> turns = new ConcurrentHashMap<>();

    /**
     * @param self the name by which other nodes have to call this one
     * @param isHeldBack whether this node must not vote yet in the group of this id
     */
    Turnstile(String self, Predicate<ByteString> isHeldBack) {
        this.self = ByteString.copyFromUtf8(self);
        this.isHeldBack = isHeldBack;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new Turns<>(call, next.startCall(call, headers));
    }

    private static @Nullable RaftRpcRequestProto header(Object message) {
        return switch (message) {
            case AppendEntriesRequestProto append -> append.getServerRequest();
            case RequestVoteRequestProto vote -> vote.getServerRequest();
            case StartLeaderElectionRequestProto start -> start.getServerRequest();
            case InstallSnapshotRequestProto install -> install.getServerRequest();
            default -> null;
        };
    }

    /** Ratis installs a snapshot under its own lock from begin to end; that may take long, and votes must not wait for it. */
    private static boolean takesTurns(Object message) {
        return !(message instanceof InstallSnapshotRequestProto);
    }

    /** A call, which carries one message or a stream of them. */
    private final class Turns<Q, A> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, A> call;
        private @Nullable ReentrantLock turn;
        private boolean refused;

        private Turns(ServerCall<Q, A> call, ServerCall.Listener<Q> listener) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            var header = header(message);
            if (refused) {
                return;
            }
            if (header != null && !header.getReplyId().equals(self)) {
                refuse(header);
                return;
            }
            if (header != null && takesTurns(message)) {
                turn = turns.computeIfAbsent(header.getRaftGroupId().getId(), _ -> new ReentrantLock());
            }
            inTurn(() -> super.onMessage(heldBack(message)));
        }

        @SuppressWarnings("unchecked") // of the type that it was
        private Q heldBack(Q message) {
            return message instanceof AppendEntriesRequestProto append
                            && !append.getInitializing()
                            && isHeldBack.test(
                                    append.getServerRequest().getRaftGroupId().getId())
                    ? (Q) append.toBuilder().setInitializing(true).build()
                    : message;
        }

        private void refuse(RaftRpcRequestProto header) {
            refused = true;
            var wanted = header.getReplyId().toStringUtf8();
            var caller = header.getRequestorId().toStringUtf8();
            LOG.warn("refused what {} asks of {}: this is {}", caller, wanted, self.toStringUtf8());
            call.close(
                    Status.UNAVAILABLE.withDescription("this is " + self.toStringUtf8() + ", not " + wanted),
                    new Metadata());
        }

        /** A request of one message is carried out when it is known that no more come. */
        @Override
        public void onHalfClose() {
            if (!refused) {
                inTurn(super::onHalfClose);
            }
        }

        private void inTurn(Runnable step) {
            var mine = turn;
            if (mine == null) {
                step.run();
                return;
            }
            mine.lock();
            try {
                step.run();
            } finally {
                mine.unlock();
            }
        }
    }
}
