package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark's entry: decides what can be measured, measures it, prints and writes the results. */
final class Bench {

    private static final int VALID = 0;
    private static final int INVALID = 1;
    private static final int MISUSED = 2;
    private static final int INTERRUPTED = 130;

    private final BenchOptions options;
    private final PrintStream out;

    private Bench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        int status;
        try {
            var options = BenchOptions.parse(arguments);
            status = switch (options.workload()) {
                case "queue" -> verdict(new QueueBench(options, System.out).run());
                case "backlog" -> verdict(new BacklogBench(options, System.out).run());
                case "waiters" -> verdict(new WaitersBench(options, System.out).run());
                case "holds" -> verdict(new HoldsBench(options, System.out).run());
                case "cache" -> verdict(new CacheBench(options, System.out).run());
                default -> new Bench(options, System.out).run();
            };
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + " (--help shows what there is)");
            status = MISUSED;
        } catch (InterruptedException e) {
            System.err.println("bench: interrupted");
            status = INTERRUPTED;
        }
        System.exit(status);
    }

    private static int verdict(boolean valid) {
        return valid ? VALID : INVALID;
    }

    private int run() throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        var contenders = new ArrayList<Contender>();
        var skipped = new LinkedHashMap<String, String>();
        for (Contender contender : wanted()) {
            contender
                    .missing()
                    .ifPresentOrElse(why -> skipped.put(contender.name(), why), () -> contenders.add(contender));
        }
        skipped.forEach((name, why) -> out.println("skipped " + name + ": " + why));
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("nothing left to measure");
        }
        if (options.measuresHoldfast() && skipped.containsKey("holdfast")) {
            throw new IllegalArgumentException("Holdfast cannot be started; --no-holdfast measures the peers alone");
        }
        Machine machine = Machine.look(options.directory());
        introduce(machine, contenders);
        var file = new ResultFile(startedAt, options, machine, contenders);
        return measure(contenders, file, skipped);
    }

    private int measure(List<Contender> contenders, ResultFile file, Map<String, String> skipped)
            throws IOException, InterruptedException {
        try (var campaign = new Campaign(
                options,
                contenders,
                run -> out.println(ResultTable.row(run)),
                remark -> out.println("  ... " + remark))) {
            closeAtExit(campaign);
            List<Run> runs = campaign.run();
            Path written = file.write(runs, campaign.versions(), skipped);
            out.println();
            out.println(ResultTable.summary(runs));
            out.println(ResultTable.ratios(runs));
            out.println("Versions: " + campaign.versions());
            out.println("Results: " + written);
            long invalid = runs.stream().filter(run -> !run.isValid()).count();
            if (invalid > 0) {
                out.println(invalid + " of " + runs.size() + " runs are INVALID: their figures say nothing.");
            }
            return invalid == 0 ? VALID : INVALID;
        }
    }

    /** Also after an interrupt from the keyboard no server may stay behind. */
    private static void closeAtExit(Campaign campaign) {
        Thread measuring = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            measuring.interrupt();
            campaign.close();
        }));
    }

    private List<Contender> wanted() {
        var wanted = new ArrayList<Contender>();
        if (options.measuresHoldfast()) {
            wanted.add(options.holdfast());
        }
        for (String peer : options.peers()) {
            wanted.add(
                    switch (peer) {
                        case "etcd" -> new Etcd(options.ttlSeconds());
                        case "zookeeper" -> new ZooKeeper(options.ttlSeconds());
                        case "redis" -> new Redis(options.ttlSeconds());
                        default -> throw new IllegalArgumentException("there is no peer " + peer);
                    });
        }
        if (options.measuresSecured()) {
            wanted.addAll(options.secured());
        }
        if (options.measuresFloor()) {
            wanted.add(new Floor(options.ttlSeconds()));
        }
        return wanted;
    }

    private void introduce(Machine machine, List<Contender> contenders) {
        out.println(String.format(
                Locale.ROOT,
                "%d cores, %s, %s; data on %s, a sync takes %.2f ms",
                machine.cores(),
                machine.system(),
                machine.java(),
                machine.fileSystem(),
                machine.syncMillis()));
        if (machine.keepsFilesInMemory()) {
            out.println("WARNING: the data is kept in memory, so syncing costs nothing. Give --dir on a real disk.");
        }
        contenders.forEach(it -> out.println(it.name() + ": " + it.cycle()));
        out.println();
        out.println(ResultTable.head());
    }
}
