package io.holdfast.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Many connections on each of which one request follows the other without a pause, whatever the answers are. It reads no
 * more of an answer than it must, so that it costs far less than what it asks for.
 */
final class Flood {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 30_000;

    /** A request as it goes over the wire, and the node it goes to. */
    record Shot(int port, byte[] bytes) {

        static Shot of(int port, String method, String path, String json) {
            return new Shot(
                    port,
                    ("%s %s HTTP/1.1\r\nHost: node\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                            .formatted(method, path, json.length(), json)
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * What came of it.
     *
     * @param statuses how often each was answered; -1 is no answer
     * @param nanos how long the answers took that were no refusals for load, in order
     */
    record Toll(Map<Integer, Integer> statuses, long[] nanos, Duration time) {

        int all() {
            return statuses.values().stream().mapToInt(Integer::intValue).sum();
        }

        int shed() {
            return statuses.getOrDefault(429, 0) + statuses.getOrDefault(503, 0);
        }

        int done() {
            return nanos.length;
        }

        Duration quantile(double part) {
            return nanos.length == 0 ? Duration.ZERO : Duration.ofNanos(nanos[(int) (nanos.length * part)]);
        }
    }

    private final List<Shot> shots;
    private final Map<Integer, AtomicInteger> statuses = new java.util.concurrent.ConcurrentSkipListMap<>();
    private final List<long[]> nanos = new ArrayList<>();
    private volatile boolean over;

    Flood(List<Shot> shots) {
        this.shots = shots;
    }

    /** As many connections as this, taking turns at the shots, for so long. */
    Toll run(int connections, Duration time) throws InterruptedException {
        var ended = new CountDownLatch(connections);
        long begun = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            var shot = shots.get(i % shots.size());
            Thread.ofVirtual().start(() -> {
                repeat(shot);
                ended.countDown();
            });
        }
        Thread.sleep(time);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        over = true;
        ended.await();
        var counts = statuses.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().get(), Integer::sum, TreeMap::new));
        long[] all;
        synchronized (nanos) {
            all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        }
        return new Toll(counts, all, took);
    }

    private void repeat(Shot shot) {
        var times = new long[256];
        int done = 0;
        while (!over) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), shot.port()), CONNECT_MILLIS);
                socket.setSoTimeout(READ_MILLIS);
                socket.setTcpNoDelay(true);
                var in = new BufferedInputStream(socket.getInputStream(), 2_048);
                int status = 0;
                // The server closes the connection on which it has answered 503.
                while (!over && status != 503) {
                    long begun = System.nanoTime();
                    socket.getOutputStream().write(shot.bytes());
                    status = answer(in);
                    count(status);
                    if (status != 429 && status != 503) {
                        times = done == times.length ? Arrays.copyOf(times, 2 * done) : times;
                        times[done++] = System.nanoTime() - begun;
                    }
                }
            } catch (IOException _) {
                count(-1);
            }
        }
        synchronized (nanos) {
            nanos.add(Arrays.copyOf(times, done));
        }
    }

    private void count(int status) {
        statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            if (header.regionMatches(true, 0, "Transfer-Encoding:", 0, 18)) {
                throw new IOException("an answer in pieces");
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection has ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
