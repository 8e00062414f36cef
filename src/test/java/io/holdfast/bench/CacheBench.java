package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Measures the cache: what a hit costs, a mix of reads and writes, what a writer waits for, and how often reads hit. */
final class CacheBench {

    private static final double EXPONENT = 0.99;
    private static final int WRITE_PERCENT = 10;
    private static final int BURN_IN_CLIENTS = 64;
    private static final long SEED = 42;
    private static final String HITS = "local hits";
    private static final String PING = "GET /ping";
    private static final String JSON = "GET /mirror";
    private static final String MIX = "90/10 mix";

    private final BenchOptions options;
    private final PrintStream out;
    private final Zipf zipf = Zipf.of(CacheStage.KEYS, EXPONENT, SEED);
    private final List<CacheRow> rows = new ArrayList<>();

    /** Something that clients send to one node, and the status it is answered with. */
    private record Ask(String name, String path, int status) {}

    /** What local hits are compared with: nothing, and the smallest JSON that the API answers with. */
    private static final List<Ask> ASKS = List.of(new Ask(PING, "/ping", 204), new Ask(JSON, "/api/v1/mirror", 200));

    CacheBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Whether every measurement is valid. */
    boolean run() throws IOException, InterruptedException {
        var startedAt = Instant.now();
        var machine = Machine.look(options.directory());
        try (var nodes = new Nodes(options.directory(), "holdfast-cache", options.keepsFiles())) {
            Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
            var cluster = options.holdfast().start(nodes);
            out.printf(
                    "holdfast %s: %d entries of %d bytes, Zipf %s; a sync takes %.2f ms%n",
                    cluster.version(), CacheStage.KEYS, CacheStage.VALUE_BYTES, EXPONENT, machine.syncMillis());
            var stage = new CacheStage(cluster, "bench");
            stage.create();
            stage.fill();
            stage.warm(allNodes(stage));
            burnInMix(stage);
            out.println(CacheRow.head());
            everyRound((round, clients) -> mix(stage, round, clients));
            var writes = writes(cluster);
            burnInHits(stage);
            out.println(CacheRow.head());
            everyRound((round, clients) -> hits(stage, round, clients));
            return finish(startedAt, machine, cluster, writes);
        }
    }

    private interface Measurement {
        void take(int round, int clients) throws IOException, InterruptedException;
    }

    private void everyRound(Measurement measurement) throws IOException, InterruptedException {
        for (int round = 1; round <= options.rounds(); round++) {
            for (int clients : options.clients()) {
                measurement.take(round, clients);
            }
        }
    }

    private boolean finish(Instant startedAt, Machine machine, Cluster cluster, CacheWrites.Outcome writes)
            throws IOException, InterruptedException {
        ratios();
        var halves = hitRatio(cluster);
        var content = new LinkedHashMap<String, Object>();
        content.put("startedAt", startedAt.toString());
        content.put("version", cluster.version());
        content.put("machine", ResultFile.machine(machine));
        content.put("settings", ResultFile.settings(options));
        content.put("runs", rows.stream().map(CacheRow::json).toList());
        content.put("writes", json(writes));
        content.put("zipf", halves.stream().map(CacheBench::json).toList());
        out.println("Results: " + ResultFile.write(startedAt, options, content));
        boolean valid = rows.stream().allMatch(CacheRow::isValid) && writes.isValid();
        if (!valid) {
            out.println("Some measurements are INVALID: their figures say nothing.");
        }
        return valid;
    }

    private static List<Integer> allNodes(CacheStage stage) {
        var nodes = new ArrayList<Integer>();
        for (int node = 0; node < stage.nodes(); node++) {
            nodes.add(node);
        }
        return nodes;
    }

    private void burnInMix(CacheStage stage) throws IOException, InterruptedException {
        BurnIn.run(options.burnIn(), time -> {
            var load = new CacheClients(stage, zipf).mixing(BURN_IN_CLIENTS, WRITE_PERCENT);
            var outcome = new RequestLoop(stage.cluster().pids(), Duration.ZERO, time).run(load);
            out.printf(
                    "  ... burning in the mix, %.3f CPU s per 1000, %.0f requests/s%n",
                    outcome.cpuSecondsPer1000(), outcome.perSecond());
            return outcome.cpuSecondsPer1000();
        });
    }

    private void burnInHits(CacheStage stage) throws IOException, InterruptedException {
        stage.warm(List.of(0));
        BurnIn.run(options.burnIn(), time -> {
            double cost = 0;
            var turns = turns(1);
            for (var ask : turns) {
                var load = load(stage, ask, BURN_IN_CLIENTS);
                cost += new RequestLoop(stage.cluster().pids(), Duration.ZERO, time.dividedBy(turns.size()))
                        .run(load)
                        .cpuSecondsPer1000();
            }
            out.printf("  ... burning in hits and what they are compared with, %.4f CPU s per 1000 of each%n", cost);
            return cost;
        });
    }

    /** Hits in between, the other way round in every other round. */
    private static List<Ask> turns(int round) {
        var turns = new ArrayList<Ask>(ASKS);
        turns.add(1, new Ask(HITS, "", 200));
        return round % 2 == 1 ? turns : turns.reversed();
    }

    private List<RequestLoop.Client> load(CacheStage stage, Ask ask, int clients) {
        var source = new CacheClients(stage, zipf);
        return ask.name().equals(HITS)
                ? source.reading(clients, 0)
                : source.asking(clients, 0, HttpRequest.get(ask.path()), ask.status());
    }

    /** In turns with what they are compared with, at the first node, of whose process alone the time is counted. */
    private void hits(CacheStage stage, int round, int clients) throws IOException, InterruptedException {
        var pids = stage.cluster().pids();
        var asked = pids.size() == stage.nodes() ? List.of(pids.getFirst()) : pids;
        for (var turn : turns(round)) {
            boolean isHits = turn.name().equals(HITS);
            if (isHits) {
                stage.warm(List.of(0));
            }
            var load = load(stage, turn, clients);
            var before = stage.gets(0);
            var outcome = new RequestLoop(asked, options.warmup(), options.measure()).run(load);
            double local = isHits ? stage.gets(0).since(before).localShare() : Double.NaN;
            note(new CacheRow(turn.name(), round, clients, outcome, local, isHits ? 0.99 : 0));
        }
    }

    private void mix(CacheStage stage, int round, int clients) throws IOException, InterruptedException {
        var before = stage.gets();
        var load = new CacheClients(stage, zipf).mixing(clients, WRITE_PERCENT);
        var outcome = new RequestLoop(stage.cluster().pids(), options.warmup(), options.measure()).run(load);
        double local = stage.gets().since(before).localShare();
        note(new CacheRow(MIX, round, clients, outcome, local, 0));
    }

    private void note(CacheRow row) {
        rows.add(row);
        out.println(row.text());
    }

    /** Of measurements of the same round and number of clients; the middle of all rounds. */
    private void ratios() {
        out.println();
        for (int clients : options.clients()) {
            for (var ask : ASKS) {
                out.printf(
                        "%s / %s, %d clients: requests/s %.3f, server CPU per request %.3f%n",
                        HITS,
                        ask.name(),
                        clients,
                        ratio(ask.name(), clients, RequestLoop.Outcome::perSecond),
                        ratio(ask.name(), clients, RequestLoop.Outcome::cpuSecondsPer1000));
            }
        }
    }

    private double ratio(String other, int clients, ToDoubleFunction<RequestLoop.Outcome> figure) {
        double[] ratios = rows.stream()
                .filter(row -> row.name().equals(HITS) && row.clients() == clients && row.isValid())
                .flatMapToDouble(hits -> rows.stream()
                        .filter(row -> row.name().equals(other) && row.isValid())
                        .filter(row -> row.clients() == clients && row.round() == hits.round())
                        .mapToDouble(row -> figure.applyAsDouble(hits.outcome()) / figure.applyAsDouble(row.outcome())))
                .sorted()
                .toArray();
        return ratios.length == 0
                ? Double.NaN
                : Arrays.stream(ratios, (ratios.length - 1) / 2, ratios.length / 2 + 1)
                        .average()
                        .orElseThrow();
    }

    private CacheWrites.Outcome writes(Cluster cluster) throws IOException, InterruptedException {
        var stage = new CacheStage(cluster, "bench-writes");
        stage.create();
        var outcome = new CacheWrites(stage).run(options.warmup(), options.measure());
        out.println();
        out.printf("%-32s %9s %9s %9s %9s%n", "one client waits for", "mean ms", "p50 ms", "p99 ms", "ratio");
        wait("a lock", outcome.acquires(), outcome);
        wait("a write to an unshared line", outcome.unshared(), outcome);
        wait("a write to one that all nodes have", outcome.shared(), outcome);
        if (!outcome.isValid()) {
            out.println("INVALID: nodes had no copies of what was written");
        }
        return outcome;
    }

    private void wait(String what, LatencyHistogram seen, CacheWrites.Outcome outcome) {
        out.printf(
                "%-36s %5.2f %9.2f %9.2f %9.2f%n",
                what,
                seen.meanNanos() / 1e6,
                seen.percentileNanos(50) / 1e6,
                seen.percentileNanos(99) / 1e6,
                seen.percentileNanos(50) / (double) outcome.acquires().percentileNanos(50));
    }

    private List<CacheStage.Gets> hitRatio(Cluster cluster) throws IOException, InterruptedException {
        var stage = new CacheStage(cluster, "bench-zipf");
        stage.create();
        var halves = new CacheHits(stage).run(zipf);
        out.println();
        for (int half = 0; half < halves.size(); half++) {
            var seen = halves.get(half);
            out.printf(
                    "%d seeded reads %s: %.1f %% hits, %.1f %% from the memory of the node that was asked%n",
                    seen.all(),
                    half == 0 ? "of an empty cache, misses written" : "more",
                    seen.hitRatio() * 100,
                    seen.localShare() * 100);
        }
        return halves;
    }

    private static Map<String, Object> json(CacheWrites.Outcome outcome) {
        var content = new LinkedHashMap<String, Object>();
        content.put("acquire", json(outcome.acquires()));
        content.put("unshared", json(outcome.unshared()));
        content.put("shared", json(outcome.shared()));
        content.put("localShare", outcome.localShare());
        content.put("valid", outcome.isValid());
        return content;
    }

    private static Map<String, Object> json(LatencyHistogram seen) {
        var content = new LinkedHashMap<String, Object>();
        content.put("count", seen.total());
        content.put("meanMillis", seen.meanNanos() / 1e6);
        content.put("p50Millis", seen.percentileNanos(50) / 1e6);
        content.put("p99Millis", seen.percentileNanos(99) / 1e6);
        return content;
    }

    private static Map<String, Object> json(CacheStage.Gets seen) {
        var content = new LinkedHashMap<String, Object>();
        content.put("reads", seen.all());
        content.put("hitRatio", seen.hitRatio());
        content.put("localShare", seen.localShare());
        return content;
    }
}
