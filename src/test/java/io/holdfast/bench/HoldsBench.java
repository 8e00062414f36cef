package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds very many locks by very many sessions for a while, keeps the sessions alive, and looks at what that costs. */
final class HoldsBench {

    private static final int SESSIONS = 10_000;
    private static final int LOCKS_A_SESSION = 10;
    private static final int TTL_SECONDS = 60;
    private static final int CONNECTIONS = 16;
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final byte[] SESSION = HttpResponse.name("session");

    private final BenchOptions options;
    private final PrintStream out;

    HoldsBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Whether not one session or lock was lost. */
    boolean run() throws IOException, InterruptedException {
        try (var nodes = new Nodes(options.directory(), "holdfast-holds", options.keepsFiles())) {
            Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
            var cluster = options.holdfast().start(nodes);
            return measure(cluster);
        }
    }

    private boolean measure(Cluster cluster) throws IOException, InterruptedException {
        Endpoint leader;
        try (var probe = WaitersBench.leader(cluster.endpoints())) {
            leader = probe.endpoint();
        }
        var shares = new ArrayList<Share>();
        for (int number = 0; number < CONNECTIONS; number++) {
            shares.add(new Share(leader, number));
        }
        long began = System.nanoTime();
        inParallel(shares, Share::open);
        out.printf(
                Locale.ROOT,
                "%d sessions hold %d locks after %.0f s%n",
                SESSIONS,
                SESSIONS * LOCKS_A_SESSION,
                (System.nanoTime() - began) / 1e9);
        var cpu = new CpuClock(cluster.pids());
        var before = cpu.read();
        long until = System.nanoTime() + options.measure().toNanos();
        inParallel(shares, share -> share.keepAlive(until));
        var used = cpu.read().since(before);
        long lost = shares.stream().mapToLong(share -> share.lost).sum();
        long kept = shares.stream().mapToLong(share -> share.kept).sum();
        double seconds = options.measure().toMillis() / 1e3;
        out.printf(
                Locale.ROOT,
                "%.0f s: %.0f keepalives/s, %d sessions lost, %.2f cores for all nodes%n",
                seconds,
                kept / seconds,
                lost,
                used.servers() / seconds);
        for (var endpoint : cluster.endpoints()) {
            out.printf(
                    Locale.ROOT,
                    "%s: heap after the last collection %.0f MiB, locks held %s%n",
                    endpoint.authority(),
                    heapBytes(endpoint) / (1 << 20),
                    metric(endpoint, "holdfast_lock_held"));
        }
        return lost == 0;
    }

    /** What lived at the last collection; all that is used where no collector says. */
    static double heapBytes(Endpoint endpoint) throws IOException {
        double alive = metric(endpoint, "jvm_gc_live_data_size_bytes");
        return alive > 0 ? alive : metric(endpoint, "jvm_memory_used_bytes{area=\"heap\"");
    }

    /** The sum of a metric's samples. */
    private static double metric(Endpoint endpoint, String name) throws IOException {
        try (var connection = new HttpConnection(endpoint, TIMEOUT_MILLIS)) {
            return connection
                    .exchange(HttpRequest.get("/actuator/prometheus"))
                    .bodyText()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private interface Step {
        void on(Share share) throws IOException, InterruptedException;
    }

    private static void inParallel(List<Share> shares, Step step) throws IOException, InterruptedException {
        var failures = new ArrayList<String>();
        var threads = new ArrayList<Thread>();
        for (var share : shares) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    step.on(share);
                } catch (IOException | InterruptedException e) {
                    synchronized (failures) {
                        failures.add(String.valueOf(e));
                    }
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.getFirst());
        }
    }

    /** The sessions that one connection looks after. */
    private static final class Share {

        private final HttpConnection connection;
        private final int number;
        private final List<String> sessions = new ArrayList<>();
        private long kept;
        private long lost;

        private Share(Endpoint leader, int number) {
            this.connection = new HttpConnection(leader, TIMEOUT_MILLIS);
            this.number = number;
        }

        private void open() throws IOException {
            for (int session = number; session < SESSIONS; session += CONNECTIONS) {
                var name = "s" + session;
                var opened = connection.exchange(HttpRequest.post(
                        "/api/v1/sessions", "{\"name\":\"" + name + "\",\"ttl\":\"" + TTL_SECONDS + "s\"}"));
                var id = opened.text(SESSION);
                if (opened.status != 201 || id.isEmpty()) {
                    throw new IOException("no session: " + opened);
                }
                sessions.add(id);
                var locks = IntStream.range(0, LOCKS_A_SESSION)
                        .mapToObj(lock -> "{\"name\":\"" + name + "-" + lock + "\"}")
                        .collect(Collectors.joining(","));
                var granted = connection.exchange(HttpRequest.post(
                        "/api/v1/locks/acquire-all",
                        "{\"session\":\"" + id + "\",\"owner\":\"" + name + "\",\"locks\":[" + locks + "]}"));
                if (granted.status != 200) {
                    throw new IOException("not granted: " + granted);
                }
            }
        }

        /** Each session every third of its time to live. */
        private void keepAlive(long untilNanos) throws IOException, InterruptedException {
            long round = TimeUnit.SECONDS.toNanos(TTL_SECONDS) / 3;
            long began = System.nanoTime();
            for (long turn = 0; System.nanoTime() - untilNanos < 0; turn++) {
                long due = began + turn * round / sessions.size();
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                var session = sessions.get((int) (turn % sessions.size()));
                var response = connection.exchange(HttpRequest.post("/api/v1/sessions/" + session + "/keepalive", ""));
                if (response.status == 200) {
                    kept++;
                } else {
                    lost++;
                }
            }
            connection.close();
        }
    }
}
