package io.holdfast.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.thirdparty.io.grpc.stub.CallStreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what many threads have for another node on the stream to it, as far as that has room: one thread at a time, and what
 * comes up meanwhile shares the next message.
 */
final class FrameSender {

    /** Frames share a message up to this size; what is larger goes alone. */
    static final int MESSAGE_BYTES = 64 * 1_024;

    /** What is to be sent, unless that has become pointless. */
    interface Outgoing {

        /** Asked when it goes; null if it need not go any more. */
        @Nullable
        PeerFrame depart();

        default boolean isPointless() {
            return false;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(FrameSender.class);

    private final CallStreamObserver<List<PeerFrame>> stream;
    private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
    /** How often somebody wanted to send since the one who does has looked. */
    private final AtomicInteger wanted = new AtomicInteger();

    /** It had no room in the last message; only who sends looks at it. */
    private @Nullable PeerFrame left;

    private volatile boolean closed;

    FrameSender(CallStreamObserver<List<PeerFrame>> stream) {
        this.stream = stream;
    }

    void send(Outgoing frame) {
        if (!closed) {
            waiting.add(frame);
            flush();
        }
    }

    /** Lets go of what has become pointless, as long as there is no room; called several times a second. */
    void look() {
        waiting.removeIf(Outgoing::isPointless);
    }

    /** Sends what waits, if there is room for it; to be called when there is room again. */
    void flush() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            sendAll();
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }

    private void sendAll() {
        try {
            while (!closed && stream.isReady()) {
                var message = gather();
                if (message.isEmpty()) {
                    return;
                }
                stream.onNext(message);
            }
        } catch (RuntimeException | Error e) {
            // Also for want of memory: who sends could not be told apart from one who still does, and nothing would go.
            LOG.warn("a stream to another node takes nothing more: {}", String.valueOf(e));
            close();
            end(e);
        }
        if (closed) {
            waiting.clear();
            left = null;
        }
    }

    /** Whoever waits on a stream that takes nothing more must hear of it. */
    private void end(Throwable why) {
        try {
            stream.onError(why);
        } catch (RuntimeException again) {
            LOG.debug("it was known to have ended", again);
        }
    }

    private List<PeerFrame> gather() {
        var message = new ArrayList<PeerFrame>();
        int size = 0;
        for (var frame = next(); frame != null; frame = next()) {
            size += frame.size();
            if (size > MESSAGE_BYTES && !message.isEmpty()) {
                left = frame;
                break;
            }
            message.add(frame);
        }
        return message;
    }

    private @Nullable PeerFrame next() {
        var frame = left;
        left = null;
        while (frame == null) {
            var outgoing = waiting.poll();
            if (outgoing == null) {
                return null;
            }
            frame = outgoing.depart();
        }
        return frame;
    }

    /** Nothing is sent any more. */
    void close() {
        closed = true;
    }
}
