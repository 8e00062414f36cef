package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a long queue costs whoever joins it: acquires of a lock with thousands of waiters, in turns with acquires of free
 * locks. Each is undone before the next, so that the queue keeps its length.
 */
final class WaitersBench {

    private static final int WAITERS = 9_990;
    private static final int WAITERS_A_SESSION = 1_000;
    private static final int SLICES = 10;
    private static final int TURNS = 300;
    private static final int WARMUP_TURNS = 4_000;
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final byte[] SESSION = HttpResponse.name("session");
    private static final byte[] TOKEN = HttpResponse.name("token");
    private static final byte[] TICKET = HttpResponse.name("ticket");

    private final BenchOptions options;
    private final PrintStream out;

    WaitersBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** What one kind of acquire cost. */
    private static final class Cost {

        private final LatencyHistogram acquires = new LatencyHistogram();
        private double serverSeconds;
        private int turns;

        private double cpuMillis() {
            return serverSeconds * 1_000 / turns;
        }
    }

    private interface Turn {
        void take(int number, LatencyHistogram acquires) throws IOException;
    }

    boolean run() throws IOException, InterruptedException {
        try (var nodes = new Nodes(options.directory(), "holdfast-waiters", options.keepsFiles())) {
            Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
            var cluster = options.holdfast().start(nodes);
            try (var connection = leader(cluster.endpoints())) {
                measure(cluster, connection);
            }
            return true;
        }
    }

    private void measure(Cluster cluster, HttpConnection connection) throws IOException {
        var mine = session(connection, "mine");
        Turn free = (number, acquires) -> {
            var path = "/api/v1/locks/free-" + number % 64;
            long began = System.nanoTime();
            var granted = ask(connection, HttpRequest.post(path + "/acquire", json(mine, "me", "")), 200);
            acquires.record(System.nanoTime() - began);
            ask(
                    connection,
                    HttpRequest.post(
                            path + "/release",
                            "{\"session\":\"" + mine + "\",\"token\":\"" + granted.text(TOKEN) + "\"}"),
                    200);
        };
        Turn crowded = (number, acquires) -> {
            var path = "/api/v1/locks/crowded/acquire?poll=0s";
            long began = System.nanoTime();
            var waiting = ask(connection, HttpRequest.post(path, json(mine, "me", ",\"wait\":\"10m\"")), 202);
            acquires.record(System.nanoTime() - began);
            ask(connection, HttpRequest.delete("/api/v1/tickets/" + waiting.text(TICKET) + "?session=" + mine), 200);
        };
        out.println("  ... burning in");
        repeat(free, WARMUP_TURNS, new LatencyHistogram());
        out.println("  ... " + WAITERS + " waiters queue");
        fill(connection);
        repeat(crowded, WARMUP_TURNS / 2, new LatencyHistogram());
        var alone = new Cost();
        var behind = new Cost();
        int turns = TURNS;
        var cpu = new CpuClock(cluster.pids());
        for (int slice = 0; slice < SLICES; slice++) {
            spend(cpu, free, turns, alone);
            spend(cpu, crowded, turns, behind);
        }
        report(alone, behind);
    }

    private void spend(CpuClock cpu, Turn turn, int turns, Cost cost) throws IOException {
        var before = cpu.read();
        repeat(turn, turns, cost.acquires);
        cost.serverSeconds += cpu.read().since(before).servers();
        cost.turns += turns;
    }

    private static void repeat(Turn turn, int times, LatencyHistogram acquires) throws IOException {
        for (int number = 0; number < times; number++) {
            turn.take(number, acquires);
        }
    }

    private void report(Cost alone, Cost behind) {
        out.printf(
                Locale.ROOT, "%-34s %9s %9s %9s %18s%n", "acquire", "mean ms", "p50 ms", "p99 ms", "CPU ms (and undo)");
        row("of a free lock", alone);
        row("behind " + WAITERS + " waiters", behind);
        out.printf(
                Locale.ROOT,
                "%-34s %9.2f %9.2f %9.2f %18.2f%n",
                "ratio",
                behind.acquires.meanNanos() / alone.acquires.meanNanos(),
                (double) behind.acquires.percentileNanos(50) / alone.acquires.percentileNanos(50),
                (double) behind.acquires.percentileNanos(99) / alone.acquires.percentileNanos(99),
                behind.cpuMillis() / alone.cpuMillis());
    }

    private void row(String name, Cost cost) {
        out.printf(
                Locale.ROOT,
                "%-34s %9.3f %9.3f %9.3f %18.3f%n",
                name,
                cost.acquires.meanNanos() / 1e6,
                cost.acquires.percentileNanos(50) / 1e6,
                cost.acquires.percentileNanos(99) / 1e6,
                cost.cpuMillis());
    }

    private static void fill(HttpConnection connection) throws IOException {
        ask(
                connection,
                HttpRequest.post("/api/v1/locks/crowded/acquire", json(session(connection, "holder"), "holder", "")),
                200);
        var sessions = new ArrayList<String>();
        for (int waiter = 0; waiter < WAITERS; waiter++) {
            if (waiter % WAITERS_A_SESSION == 0) {
                sessions.add(session(connection, "crowd-" + sessions.size()));
            }
            var body = json(sessions.getLast(), "w" + waiter, ",\"wait\":\"10m\"");
            ask(connection, HttpRequest.post("/api/v1/locks/crowded/acquire?poll=0s", body), 202);
        }
    }

    private static String json(String session, String owner, String more) {
        return "{\"session\":\"" + session + "\",\"owner\":\"" + owner + "\"" + more + "}";
    }

    static String session(HttpConnection connection, String name) throws IOException {
        return ask(connection, HttpRequest.post("/api/v1/sessions", "{\"name\":\"" + name + "\",\"ttl\":\"1h\"}"), 201)
                .text(SESSION);
    }

    static HttpResponse ask(HttpConnection connection, HttpRequest request, int status) throws IOException {
        var response = connection.exchange(request);
        if (response.status != status) {
            throw new IOException(request + ": " + response);
        }
        return response;
    }

    /** A connection to the node that leads. */
    static HttpConnection leader(List<Endpoint> endpoints) throws IOException {
        var connection = new HttpConnection(endpoints.getFirst(), TIMEOUT_MILLIS);
        var response = connection.exchange(HttpRequest.post("/api/v1/sessions", "{\"name\":\"probe\",\"ttl\":\"2s\"}"));
        if (response.status == 307) {
            connection.moveTo(Endpoint.of(response.location));
        }
        return connection;
    }
}
