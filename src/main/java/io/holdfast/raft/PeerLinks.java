package io.holdfast.raft;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.thirdparty.io.grpc.ConnectivityState;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** A question that was never sent: whatever it asks for has not happened. */
    static final class UnsentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnsentException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);

    /** How often it is looked whether a question has waited for too long. */
    private static final long LOOK_MILLIS = 50;

    /** The way to another node: a connection, and a stream on it, anew when the last one broke. */
    private final class Link {
        private final ManagedChannel channel;
        private volatile @Nullable PeerStream stream;

        private Link(ManagedChannel channel) {
            this.channel = channel;
        }

        private PeerStream stream() {
            var open = stream;
            return open == null || open.isOver() ? reopened() : open;
        }

        private synchronized PeerStream reopened() {
            var open = stream;
            if (open == null || open.isOver()) {
                open = PeerStream.open(channel, PeerLinks.this::read);
                stream = open;
            }
            return open;
        }

        private void look() {
            var open = stream;
            if (open != null) {
                open.look();
            }
        }
    }

    private final PeerMessages messages;
    private final PeerTls tls;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final Thread watch;
    private volatile boolean closed;

    PeerLinks(PeerMessages messages) {
        this(messages, PeerTls.NONE);
    }

    PeerLinks(PeerMessages messages, PeerTls tls) {
        this.messages = messages;
        this.tls = tls;
        this.watch = Thread.ofVirtual().name("peer-links").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                links.values().forEach(Link::look);
            }
        } catch (InterruptedException e) {
            LOG.debug("the links to other nodes are closed");
        }
    }

    /**
     * The answer, or a failure: unreachable, no answer in time, or the node had none to give. An {@link UnsentException} if
     * the question has not left this node. It comes on the thread that reads the connection: whatever follows on it must not
     * wait for anything.
     *
     * @param address host:port of the other node's Raft server
     */
    CompletableFuture<PeerAnswer> ask(String address, PeerQuestion question, long timeoutMillis) {
        var bytes = messages.encode((Record) question);
        if (!PeerFrame.fits(bytes)) {
            var why = new IllegalArgumentException("a question of " + bytes.length + " bytes is too large");
            return CompletableFuture.failedFuture(new UnsentException(why));
        }
        return link(address).stream().ask(bytes, timeoutMillis);
    }

    private PeerAnswer read(byte[] bytes) {
        if (bytes.length > 0 && messages.decode(bytes) instanceof PeerAnswer answer) {
            return answer;
        }
        throw new IllegalStateException("the node has no answer");
    }

    /**
     * Whether there is a connection. If there is none, one is tried now: left alone, a channel waits longer after each
     * failure, up to two minutes.
     */
    Reach reach(String address) {
        var channel = link(address).channel;
        var state = channel.getState(true);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
            return Reach.LOST;
        }
        return state == ConnectivityState.READY ? Reach.CONNECTED : Reach.OPEN;
    }

    private Link link(String address) {
        var link = links.computeIfAbsent(
                address,
                target -> new Link(tls.on(NettyChannelBuilder.forTarget(target))
                        .maxInboundMessageSize(PeerFrame.MESSAGE_BYTES_MAX)
                        .directExecutor()
                        .build()));
        if (closed) {
            link.channel.shutdownNow();
        }
        return link;
    }

    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        links.values().forEach(link -> link.channel.shutdownNow());
    }
}
