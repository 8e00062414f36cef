package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many producers as consumers on one queue. A producer waits before it sends while more than a short queue's worth is
 * under way, so that the rate is one the consumers keep up with; that wait is not counted.
 */
final class QueueFlow {

    private static final int BACKLOG = 1_000;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    /** How much, how long: the first part is not counted. */
    record Load(int clients, int batch, int bodyBytes, Duration warmup, Duration measure) {}

    /** What producers and consumers saw; a message is through when its acknowledgement is answered. */
    record Outcome(
            LatencyHistogram sends,
            LatencyHistogram ways,
            double messagesPerSecond,
            long errors,
            String firstError,
            CpuClock.Reading cpu) {}

    private final List<Endpoint> endpoints;
    private final List<Long> pids;
    private final Load load;
    private final String queue;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong through = new AtomicLong();
    private final List<Tally> sends = new ArrayList<>();
    private final List<Tally> ways = new ArrayList<>();
    private volatile boolean stopping;

    QueueFlow(List<Endpoint> endpoints, List<Long> pids, Load load, String queue) {
        this.endpoints = endpoints;
        this.pids = pids;
        this.load = load;
        this.queue = queue;
    }

    Outcome run() throws IOException, InterruptedException {
        try (var owner = client(0)) {
            owner.create();
        }
        var cpu = new CpuClock(pids);
        long from = System.nanoTime() + load.warmup().toNanos();
        long until = from + load.measure().toNanos();
        var running = new ArrayList<Thread>();
        for (int i = 0; i < load.clients(); i++) {
            var consumer = client(i);
            var consumed = new Tally(from, until);
            ways.add(consumed);
            running.add(Thread.ofPlatform().daemon().start(() -> consume(consumer, consumed)));
            var producer = client(i);
            var produced = new Tally(from, until);
            sends.add(produced);
            running.add(Thread.ofPlatform().daemon().start(() -> produce(producer, produced)));
        }
        TimeUnit.NANOSECONDS.sleep(from - System.nanoTime());
        long atStart = through.get();
        var before = cpu.read();
        TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
        long atEnd = through.get();
        var used = cpu.read().since(before);
        stopping = true;
        for (var thread : running) {
            if (!thread.join(STOP_TIMEOUT)) {
                thread.interrupt();
            }
        }
        try (var owner = client(0)) {
            owner.delete();
        }
        return outcome((atEnd - atStart) / (load.measure().toNanos() / 1e9), used);
    }

    private Outcome outcome(double perSecond, CpuClock.Reading used) {
        var all = new ArrayList<>(sends);
        all.addAll(ways);
        return new Outcome(
                sum(sends),
                sum(ways),
                perSecond,
                all.stream().mapToLong(Tally::errors).sum(),
                all.stream()
                        .map(Tally::firstError)
                        .filter(error -> !error.isEmpty())
                        .findFirst()
                        .orElse(""),
                used);
    }

    private static LatencyHistogram sum(List<Tally> tallies) {
        var sum = new LatencyHistogram();
        tallies.forEach(tally -> sum.add(tally.latencies()));
        return sum;
    }

    private QueueClient client(int number) {
        return new QueueClient(endpoints.get(number % endpoints.size()), queue, load.batch(), load.bodyBytes());
    }

    private void produce(QueueClient client, Tally tally) {
        try (client) {
            while (!stopping) {
                if (sent.get() - received.get() > BACKLOG + 2L * load.batch() * load.clients()) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    continue;
                }
                long began = System.nanoTime();
                try {
                    client.send(began);
                    sent.addAndGet(load.batch());
                    tally.cycle(began, System.nanoTime());
                } catch (IOException e) {
                    tally.error(System.nanoTime(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume(QueueClient client, Tally tally) {
        try (client) {
            int held = 0;
            while (!stopping || held > 0) {
                try {
                    var stamps = client.next(!stopping);
                    long now = System.nanoTime();
                    through.addAndGet(held);
                    held = stamps.size();
                    received.addAndGet(held);
                    stamps.forEach(stamp -> tally.cycle(stamp, now));
                } catch (IOException e) {
                    held = 0;
                    tally.error(System.nanoTime(), e);
                }
            }
        }
    }
}
