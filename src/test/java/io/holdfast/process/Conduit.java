package io.holdfast.process;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One direction of a relayed connection: carries bytes in order, as the links allow, and passes on the end of the stream. */
final class Conduit {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int PARCELS_MAX = 256;

    private final Links links;
    private final Link connection;
    private final Link direction;
    private final Socket source;
    private final Socket sink;
    private final BlockingQueue<Parcel> late = new LinkedBlockingQueue<>(PARCELS_MAX);
    private final AtomicInteger underWay = new AtomicInteger();

    /** Bytes that arrive later than they could; none at all are the end of the stream. */
    private record Parcel(byte[] bytes, long dueNanos) {}

    Conduit(Links links, Link connection, Link direction, Socket source, Socket sink) {
        this.links = links;
        this.connection = connection;
        this.direction = direction;
        this.source = source;
        this.sink = sink;
    }

    /** Returns after the end of the stream has been read. */
    void carry() throws IOException, InterruptedException {
        var courier = Thread.ofVirtual().name("courier " + direction).start(this::carryLate);
        try {
            var chunk = new byte[CHUNK_BYTES];
            while (true) {
                links.awaitOpen(connection, direction);
                int length = source.getInputStream().read(chunk);
                links.awaitOpen(connection, direction);
                post(length < 0 ? new byte[0] : Arrays.copyOf(chunk, length));
                if (length < 0) {
                    courier.join();
                    return;
                }
            }
        } finally {
            courier.interrupt();
        }
    }

    private void post(byte[] bytes) throws IOException, InterruptedException {
        long delayNanos = links.delayNanos(direction);
        if (delayNanos == 0 && underWay.get() == 0 && bytes.length > 0) {
            sink.getOutputStream().write(bytes);
        } else {
            underWay.incrementAndGet();
            late.put(new Parcel(bytes, System.nanoTime() + delayNanos));
        }
    }

    private void carryLate() {
        try {
            while (true) {
                var parcel = late.take();
                for (long left = parcel.dueNanos() - System.nanoTime();
                        left > 0;
                        left = parcel.dueNanos() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                    if (Thread.interrupted()) {
                        return;
                    }
                }
                links.awaitOpen(connection, direction);
                if (parcel.bytes().length == 0) {
                    sink.shutdownOutput();
                    return;
                }
                sink.getOutputStream().write(parcel.bytes());
                underWay.decrementAndGet();
            }
        } catch (IOException _) {
            // The other side is gone: reading fails next, and that ends the connection.
            Relay.reset(source);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
