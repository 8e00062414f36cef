package io.holdfast.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * What a long queue costs: it is filled by producers alone, each node is killed and started again with it, and consumers alone
 * drain it. Beside it stands what the same clients do with a short queue on the same nodes before.
 */
final class BacklogBench {

    private static final int BODY_BYTES = 1_024;
    private static final int SLICES = 10;
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int READY_SECONDS = 300;
    private static final String QUEUE = "backlog";
    private static final String SAY_HOW_LONG = "--logging.level.io.holdfast.raft.BackgroundSnapshots=DEBUG";
    private static final Pattern STOPPED = Pattern.compile("snapshot index=\\d+ stoppedMillis=(\\d+) millis=(\\d+)");

    private final BenchOptions options;
    private final PrintStream out;

    BacklogBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Whether all that was sent was received. */
    boolean run() throws IOException, InterruptedException {
        try (var nodes = new Nodes(options.directory(), "holdfast-backlog", options.keepsFiles())) {
            Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
            var endpoints = options.holdfast().startNodes(nodes, List.of(SAY_HOW_LONG));
            int clients = options.clients().getFirst();
            out.printf(
                    Locale.ROOT,
                    "%d messages of %d bytes, %d a request, %d clients%n",
                    options.messages(),
                    BODY_BYTES,
                    options.batch(),
                    clients);
            shortQueue(endpoints, nodes, clients, options.burnIn());
            var through = shortQueue(endpoints, nodes, clients, options.measure());
            out.printf(Locale.ROOT, "short queue: %.0f messages/s through%n", through);
            try (var owner = client(endpoints.getFirst())) {
                owner.create();
            }
            inSlices("filled", endpoints, clients, this::give);
            look(endpoints, nodes);
            restart(endpoints, nodes);
            double perSecond = inSlices("drained", endpoints, clients, BacklogBench::take);
            out.printf(Locale.ROOT, "drained at %.2f times the rate of the short queue%n", perSecond / through);
            snapshots(nodes, endpoints.size());
            return true;
        }
    }

    private double shortQueue(List<Endpoint> endpoints, Nodes nodes, int clients, Duration measured)
            throws IOException, InterruptedException {
        if (measured.isZero()) {
            return 0;
        }
        var load = new QueueFlow.Load(clients, options.batch(), BODY_BYTES, options.warmup(), measured);
        return new QueueFlow(endpoints, nodes.pids(), load, "short").run().messagesPerSecond();
    }

    private QueueClient client(Endpoint endpoint) {
        return new QueueClient(endpoint, QUEUE, options.batch(), BODY_BYTES);
    }

    /** One request; how many messages it moved. */
    private interface Step {
        int by(QueueClient client) throws IOException;
    }

    private int give(QueueClient client) throws IOException {
        client.send(System.nanoTime());
        return options.batch();
    }

    /** What a consumer has in hands is acknowledged with the next request. */
    private static int take(QueueClient client) throws IOException {
        return client.next(true).size();
    }

    /** Until all messages have gone through the step; messages a second. */
    private double inSlices(String done, List<Endpoint> endpoints, int clients, Step step)
            throws IOException, InterruptedException {
        var moved = new AtomicLong();
        var failure = new AtomicReference<IOException>();
        var running = new ArrayList<Thread>();
        long began = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            var client = client(endpoints.get(i % endpoints.size()));
            running.add(Thread.ofPlatform().daemon().start(() -> move(client, step, moved, failure)));
        }
        long slice = options.messages() / SLICES;
        long sliceBegan = began;
        for (int i = 1; i <= SLICES; i++) {
            long before = moved.get();
            await(moved, Math.min(options.messages(), i * slice), failure);
            long now = System.nanoTime();
            out.printf(
                    Locale.ROOT,
                    "  %s %8d: %.0f messages/s%n",
                    done,
                    moved.get(),
                    (moved.get() - before) / ((now - sliceBegan) / 1e9));
            sliceBegan = now;
        }
        for (var thread : running) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return moved.get() / ((System.nanoTime() - began) / 1e9);
    }

    /** Gives up when nothing moves any more: something was lost. */
    private static void await(AtomicLong moved, long wanted, AtomicReference<IOException> failure)
            throws InterruptedException {
        long last = moved.get();
        long lastNanos = System.nanoTime();
        while (moved.get() < wanted && failure.get() == null) {
            TimeUnit.MILLISECONDS.sleep(10);
            if (moved.get() != last) {
                last = moved.get();
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos > STALLED_NANOS) {
                failure.compareAndSet(null, new IOException("nothing moves any more after " + last + " messages"));
            }
        }
    }

    private void move(QueueClient client, Step step, AtomicLong moved, AtomicReference<IOException> failure) {
        try (client) {
            while (moved.get() < options.messages() && failure.get() == null) {
                moved.addAndGet(step.by(client));
            }
            client.next(false);
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void look(List<Endpoint> endpoints, Nodes nodes) throws IOException {
        for (int i = 0; i < endpoints.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "n%d: heap after the last collection %.0f MiB, memory of the process %.0f MiB, on disk %.1f GiB%n",
                    i + 1,
                    HoldsBench.heapBytes(endpoints.get(i)) / (1 << 20),
                    residentBytes(nodes.pids().get(i)) / (1 << 20),
                    sizeOf(nodes, i) / (1 << 30));
        }
    }

    private static double residentBytes(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024)
                    .sum();
        }
    }

    private static double sizeOf(Nodes nodes, int index) throws IOException {
        var sizes = new HashMap<Object, Long>();
        try (var files = Files.walk(nodes.directoryOf("n" + (index + 1)))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                // A snapshot shares its files with the shelf.
                sizes.put(attributes.fileKey(), attributes.size());
            }
        }
        return sizes.values().stream().mapToDouble(size -> size).sum();
    }

    private void restart(List<Endpoint> endpoints, Nodes nodes) throws IOException, InterruptedException {
        for (int i = 0; i < endpoints.size(); i++) {
            var endpoint = endpoints.get(i);
            long began = System.nanoTime();
            nodes.crashAndStart(i, "n" + (i + 1));
            nodes.await("n" + (i + 1), READY_SECONDS, () -> Holdfast.isReady(endpoint));
            out.printf(
                    Locale.ROOT,
                    "n%d: killed, and ready %.1f s after it was started again%n",
                    i + 1,
                    (System.nanoTime() - began) / 1e9);
        }
    }

    /** For how long snapshots stopped a group, by the nodes' logs. */
    private void snapshots(Nodes nodes, int count) throws IOException {
        long most = 0;
        long longest = 0;
        long taken = 0;
        for (int i = 1; i <= count; i++) {
            var found = STOPPED.matcher(Files.readString(nodes.logOf("n" + i)));
            while (found.find()) {
                taken++;
                most = Math.max(most, Long.parseLong(found.group(1)));
                longest = Math.max(longest, Long.parseLong(found.group(2)));
            }
        }
        out.printf(
                Locale.ROOT,
                "%d snapshots: a group stood still for at most %d ms, the longest took %d ms%n",
                taken,
                most,
                longest);
    }
}
