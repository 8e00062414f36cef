package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client waits for a lock, for a write to a line of which nobody has a copy, and for a write to one of which every
 * node has, in turns. Each is sent to the node that decides about it.
 */
final class CacheWrites {

    private static final int LINES = 64;
    private static final byte[] TOKEN = HttpResponse.name("token");

    /**
     * What was seen.
     *
     * @param localShare of the reads that preceded the writes to shared lines: one of two, if every node had its copy
     */
    record Outcome(LatencyHistogram acquires, LatencyHistogram unshared, LatencyHistogram shared, double localShare) {

        /** Above that, some of the lines that were written had a copy on every node, and most had. */
        boolean isValid() {
            return acquires.total() > 0 && localShare > 0.45;
        }
    }

    private final CacheStage stage;
    private final List<HttpConnection> readers = new ArrayList<>();
    private final Map<Endpoint, HttpConnection> writers = new LinkedHashMap<>();
    private final List<Line> unshared = new ArrayList<>();
    private final List<Line> shared = new ArrayList<>();

    /** An entry, and the way to its home. */
    private record Line(String key, HttpConnection writer, HttpRequest write, List<HttpRequest> reads) {}

    CacheWrites(CacheStage stage) {
        this.stage = stage;
    }

    Outcome run(Duration warmup, Duration measure) throws IOException {
        var acquires = new LatencyHistogram();
        var alone = new LatencyHistogram();
        var together = new LatencyHistogram();
        try (var locks = WaitersBench.leader(stage.cluster().endpoints())) {
            prepare();
            var session = WaitersBench.session(locks, "writer");
            long from = System.nanoTime() + warmup.toNanos();
            long until = from + measure.toNanos();
            var before = stage.gets();
            for (int turn = 0; System.nanoTime() - until < 0; turn++) {
                long acquire = acquire(locks, session, turn % LINES);
                long one = write(unshared.get(turn % LINES));
                share(shared.get(turn % LINES));
                long other = write(shared.get(turn % LINES));
                if (System.nanoTime() - from >= 0) {
                    acquires.record(acquire);
                    alone.record(one);
                    together.record(other);
                }
            }
            return new Outcome(
                    acquires, alone, together, stage.gets().since(before).localShare());
        } finally {
            readers.forEach(HttpConnection::close);
            writers.values().forEach(HttpConnection::close);
        }
    }

    private void prepare() throws IOException {
        for (int node = 0; node < stage.nodes(); node++) {
            readers.add(stage.connect(node));
        }
        for (int number = 0; number < LINES; number++) {
            unshared.add(line("alone-" + number));
            shared.add(line("shared-" + number));
        }
    }

    private Line line(String key) throws IOException {
        CacheStage.expectWritten(readers.getFirst().exchange(stage.write(key)));
        var home = stage.homeOf(key);
        var writer = writers.computeIfAbsent(home, endpoint -> new HttpConnection(endpoint, CacheStage.TIMEOUT_MILLIS));
        var reads = readers.stream().map(reader -> stage.readOf(key)).toList();
        return new Line(key, writer, stage.write(key), reads);
    }

    private static long acquire(HttpConnection locks, String session, int number) throws IOException {
        var path = "/api/v1/locks/bench-" + number;
        var acquire = HttpRequest.post(path + "/acquire", "{\"session\":\"" + session + "\"}");
        long began = System.nanoTime();
        var granted = WaitersBench.ask(locks, acquire, 200);
        long nanos = System.nanoTime() - began;
        var token = granted.text(TOKEN);
        var release = "{\"session\":\"" + session + "\",\"token\":\"" + token + "\"}";
        WaitersBench.ask(locks, HttpRequest.post(path + "/release", release), 200);
        return nanos;
    }

    private static long write(Line line) throws IOException {
        long began = System.nanoTime();
        var response = line.writer().exchange(line.write());
        long nanos = System.nanoTime() - began;
        CacheStage.expectWritten(response);
        return nanos;
    }

    /** Twice, because a home stops sharing what nobody reads from the copies. */
    private void share(Line line) throws IOException {
        for (int reader = 0; reader < readers.size(); reader++) {
            for (int time = 0; time < 2; time++) {
                CacheStage.expectValue(readers.get(reader).exchange(line.reads().get(reader)));
            }
        }
    }
}
