package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;

/** Measures messages through a queue: sent, received and acknowledged. */
final class QueueBench {

    private static final int BODY_BYTES = 1_024;
    private static final int BURN_IN_CLIENTS = 32;

    private final BenchOptions options;
    private final PrintStream out;

    QueueBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Whether every measurement is valid. */
    boolean run() throws IOException, InterruptedException {
        try (var nodes = new Nodes(options.directory(), "holdfast-queues", options.keepsFiles())) {
            Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
            var cluster = options.holdfast().start(nodes);
            out.println("holdfast " + cluster.version() + ": bodies of " + BODY_BYTES + " bytes, " + options.batch()
                    + " a request; a message is through when a majority has its acknowledgement on disk");
            burnIn(cluster);
            out.printf(
                    Locale.ROOT,
                    "%7s %6s %11s %11s %11s %11s %11s %11s %7s %7s%n",
                    "clients",
                    "batch",
                    "messages/s",
                    "send p50",
                    "send p99",
                    "way p50",
                    "way p99",
                    "CPU s/1000",
                    "errors",
                    "others");
            boolean valid = true;
            var rows = new StringBuilder();
            for (int round = 1; round <= options.rounds(); round++) {
                for (int clients : options.clients()) {
                    var outcome = flow(cluster, clients, round);
                    valid &= outcome.errors() == 0 && outcome.messagesPerSecond() > 0;
                    print(clients, outcome);
                    rows.append(rows.isEmpty() ? "" : ",\n").append(json(clients, round, outcome));
                }
            }
            if (options.out().isPresent()) {
                Files.writeString(options.out().get(), "[\n" + rows + "\n]\n");
            }
            return valid;
        }
    }

    private void burnIn(Cluster cluster) throws IOException, InterruptedException {
        if (options.burnIn().isZero()) {
            return;
        }
        out.println("  ... burning in");
        var load = new QueueFlow.Load(BURN_IN_CLIENTS, options.batch(), BODY_BYTES, Duration.ZERO, options.burnIn());
        new QueueFlow(cluster.endpoints(), cluster.pids(), load, "burn-in").run();
    }

    private QueueFlow.Outcome flow(Cluster cluster, int clients, int round) throws IOException, InterruptedException {
        var load = new QueueFlow.Load(clients, options.batch(), BODY_BYTES, options.warmup(), options.measure());
        return new QueueFlow(cluster.endpoints(), cluster.pids(), load, "bench-" + clients + "-" + round).run();
    }

    private void print(int clients, QueueFlow.Outcome outcome) {
        out.printf(
                Locale.ROOT,
                "%7d %6d %11.0f %11.2f %11.2f %11.2f %11.2f %11.3f %7d %6.0f%%%s%n",
                clients,
                options.batch(),
                outcome.messagesPerSecond(),
                millis(outcome.sends(), 50),
                millis(outcome.sends(), 99),
                millis(outcome.ways(), 50),
                millis(outcome.ways(), 99),
                cpuPer1000(outcome),
                outcome.errors(),
                others(outcome) * 100,
                outcome.firstError().isEmpty() ? "" : "  " + outcome.firstError());
    }

    private String json(int clients, int round, QueueFlow.Outcome outcome) {
        return """
                {"clients":%d,"batch":%d,"round":%d,"messagesPerSecond":%.1f,"sendP50Millis":%.3f,"sendP99Millis":%.3f,\
                "wayP50Millis":%.3f,"wayP99Millis":%.3f,"cpuSecondsPer1000":%.4f,"errors":%d}""".formatted(
                        clients,
                        options.batch(),
                        round,
                        outcome.messagesPerSecond(),
                        millis(outcome.sends(), 50),
                        millis(outcome.sends(), 99),
                        millis(outcome.ways(), 50),
                        millis(outcome.ways(), 99),
                        cpuPer1000(outcome),
                        outcome.errors());
    }

    private double cpuPer1000(QueueFlow.Outcome outcome) {
        double messages = outcome.messagesPerSecond() * options.measure().toMillis() / 1e3;
        return outcome.cpu().servers() * 1_000 / messages;
    }

    private double others(QueueFlow.Outcome outcome) {
        double coreSeconds =
                options.measure().toMillis() / 1e3 * Runtime.getRuntime().availableProcessors();
        return outcome.cpu().others() / coreSeconds;
    }

    private static double millis(LatencyHistogram seen, double percent) {
        return seen.percentileNanos(percent) / 1e6;
    }
}
