package io.holdfast.raft;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ClientStreamTracer;
import org.apache.ratis.thirdparty.io.grpc.ConnectivityState;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** Asks other nodes, one persistent connection each. */
final class PeerLinks implements AutoCloseable {

    /** What is known of the way to another node. */
    enum Reach {
        CONNECTED,
        /** A connection is being tried. */
        OPEN,
        /** The last one that was tried failed. */
        LOST
    }

    /** An entry of the log, or what is handed out at once, and what goes around it. */
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** A question that was never sent: whatever it asks for has not happened. */
    static final class UnsentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnsentException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Whether a question has left this node. */
    private static final class Departure extends ClientStreamTracer.Factory {
        private volatile boolean left;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    left = true;
                }
            };
        }
    }

    private final PeerMessages messages;
    private final PeerTls tls;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    PeerLinks(PeerMessages messages) {
        this(messages, PeerTls.NONE);
    }

    PeerLinks(PeerMessages messages, PeerTls tls) {
        this.messages = messages;
        this.tls = tls;
    }

    /**
     * The answer, or a failure: unreachable, no answer in time, or the node had none to give. An {@link UnsentException} if
     * the question has not left this node. It comes on the thread that reads the connection: whatever follows on it must not
     * wait for anything.
     *
     * @param address host:port of the other node's Raft server
     */
    CompletableFuture<PeerAnswer> ask(String address, PeerQuestion question, long timeoutMillis) {
        var answer = new CompletableFuture<PeerAnswer>();
        var departure = new Departure();
        var options = CallOptions.DEFAULT
                .withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS)
                .withStreamTracerFactory(departure);
        var call = channel(address).newCall(PeerService.ASK, options);
        ClientCalls.asyncUnaryCall(call, messages.encode((Record) question), new StreamObserver<byte[]>() {
            private byte @Nullable [] bytes;

            @Override
            public void onNext(byte[] value) {
                bytes = value;
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(departure.left ? failure : new UnsentException(failure));
            }

            @Override
            public void onCompleted() {
                if (bytes != null && messages.decode(bytes) instanceof PeerAnswer decoded) {
                    answer.complete(decoded);
                } else {
                    answer.completeExceptionally(new IllegalStateException("no answer in the reply"));
                }
            }
        });
        return answer;
    }

    /**
     * Whether there is a connection. If there is none, one is tried now: left alone, a channel waits longer after each
     * failure, up to two minutes.
     */
    Reach reach(String address) {
        var channel = channel(address);
        var state = channel.getState(true);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
            return Reach.LOST;
        }
        return state == ConnectivityState.READY ? Reach.CONNECTED : Reach.OPEN;
    }

    private ManagedChannel channel(String address) {
        return channels.computeIfAbsent(
                address,
                target -> tls.on(NettyChannelBuilder.forTarget(target))
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .directExecutor()
                        .build());
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
