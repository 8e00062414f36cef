package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * All measurements that were asked for, one after the other.
 *
 * <p>The systems take turns at each number of clients, and the order turns round every time: so what is compared was
 * measured within a minute, and neither side always goes first. Clusters stay up between their turns, since a JVM that
 * has just started is slow; an idle cluster costs a few hundredths of a core, which shows in the share of the others.
 */
final class Campaign implements AutoCloseable {

    private static final int BURN_IN_CLIENTS = 64;

    private final BenchOptions options;
    private final List<Contender> contenders;
    private final Consumer<Run> progress;
    private final Consumer<String> remarks;
    private final Map<String, Nodes> nodes = new ConcurrentHashMap<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private volatile boolean closed;

    Campaign(BenchOptions options, List<Contender> contenders, Consumer<Run> progress, Consumer<String> remarks) {
        this.options = options;
        this.contenders = contenders;
        this.progress = progress;
        this.remarks = remarks;
    }

    List<Run> run() throws InterruptedException {
        var runs = new ArrayList<Run>();
        int turn = 0;
        for (int round = 1; round <= options.rounds(); round++) {
            for (int clients : options.clients()) {
                for (Contender contender : turn % 2 == 0 ? contenders : contenders.reversed()) {
                    Run run = measure(contender, round, clients);
                    progress.accept(run);
                    runs.add(run);
                }
                turn++;
            }
        }
        return runs;
    }

    /** What the systems said of themselves when they were up. */
    Map<String, String> versions() {
        return versions;
    }

    /** May be called by another thread: no cluster stays up that is started after it. */
    @Override
    public void close() {
        closed = true;
        nodes.values().forEach(Nodes::close);
    }

    private Run measure(Contender contender, int round, int clients) throws InterruptedException {
        String name = contender.name();
        if (options.separately()) {
            stopAllBut(name);
        }
        if (!clusters.containsKey(name) && !failures.containsKey(name)) {
            start(contender);
        }
        if (failures.containsKey(name)) {
            return Run.failed(name, round, clients, failures.get(name));
        }
        try {
            var outcome = loop(clusters.get(name), clients, options.warmup(), options.measure());
            return Run.of(name, round, clients, options.measure().toMillis() / 1e3, outcome);
        } catch (IOException e) {
            return Run.failed(name, round, clients, String.valueOf(e.getMessage()));
        }
    }

    private ClosedLoop.Outcome loop(Cluster cluster, int clients, Duration warmup, Duration measure)
            throws IOException, InterruptedException {
        var locks =
                IntStream.rangeClosed(1, clients).mapToObj(n -> "bench-" + n).toList();
        var keepAliveEvery = Duration.ofSeconds(options.ttlSeconds()).dividedBy(3);
        return new ClosedLoop(cluster).run(locks, new ClosedLoop.Window(warmup, measure, keepAliveEvery));
    }

    private void start(Contender contender) throws InterruptedException {
        String name = contender.name();
        remarks.accept("starting " + name);
        try {
            var fresh = new Nodes(options.directory(), name, options.keepsFiles());
            nodes.put(name, fresh);
            if (closed) {
                fresh.close();
            }
            Cluster cluster = contender.start(fresh);
            versions.put(name, cluster.version());
            burnIn(name, cluster);
            clusters.put(name, cluster);
        } catch (IOException e) {
            remarks.accept(name + " cannot be measured: " + e.getMessage());
            failures.put(name, "did not start: " + e.getMessage());
        }
    }

    private void burnIn(String name, Cluster cluster) throws IOException, InterruptedException {
        remarks.accept("burning in " + name + " " + cluster.version());
        BurnIn.run(options.burnIn(), time -> {
            var outcome = loop(cluster, BURN_IN_CLIENTS, Duration.ZERO, time);
            return outcome.cpu().servers() / outcome.latencies().total();
        });
    }

    private void stopAllBut(String name) {
        clusters.keySet().removeIf(other -> {
            if (other.equals(name)) {
                return false;
            }
            nodes.get(other).close();
            return true;
        });
    }
}
