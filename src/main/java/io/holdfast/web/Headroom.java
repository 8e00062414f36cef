package io.holdfast.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much a node takes on at a time, so that more than it can do is refused and does not take its heap: so many requests,
 * waits and streams included, and so many bytes of bodies, whoever sends them.
 */
final class Headroom {

    /** What a request takes besides its body: a connection's buffers, a thread's stack, and what it makes of them. */
    private static final int BYTES_A_REQUEST = 64 * 1_024;

    private static final int REQUESTS_MIN = 256;

    /** Of the heap. A body is there twice or three times, as it came and as it is written on. */
    private static final int PART_FOR_BODIES = 8;

    private final int requestsMax;
    private final long bodyBytesMax;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();

    Headroom(int requestsMax, long bodyBytesMax) {
        this.requestsMax = requestsMax;
        this.bodyBytesMax = bodyBytesMax;
    }

    /**
     * What a heap of this size has room for.
     *
     * @param requestsMax 0 is as many as the heap allows
     */
    static Headroom of(long heapBytes, int requestsMax) {
        int most = Math.clamp(heapBytes / BYTES_A_REQUEST, REQUESTS_MIN, Integer.MAX_VALUE);
        return new Headroom(requestsMax == 0 ? most : requestsMax, heapBytes / PART_FOR_BODIES);
    }

    /** Whether there is room for another request; then {@link #leave} is called when it is over. */
    boolean enter() {
        if (requests.incrementAndGet() <= requestsMax) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    void leave() {
        requests.decrementAndGet();
    }

    int requests() {
        return requests.get();
    }

    long bodyBytes() {
        return bodyBytes.get();
    }

    /** The refusal of what there is no room for. */
    static ProblemException full() {
        return new ProblemException(Routing.overloaded("this node has as much under way as it can; try again shortly"));
    }

    Share share() {
        return new Share();
    }

    /** What one request has of the room for bodies, until it is closed. One thread at a time. */
    final class Share implements AutoCloseable {

        private long taken;

        private Share() {}

        /** @throws ProblemException if there is no room for so many bytes more */
        void take(int bytes) {
            if (bodyBytes.addAndGet(bytes) > bodyBytesMax) {
                bodyBytes.addAndGet(-bytes);
                throw full();
            }
            taken += bytes;
        }

        @Override
        public void close() {
            bodyBytes.addAndGet(-taken);
            taken = 0;
        }
    }
}
