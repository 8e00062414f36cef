package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that each take and give back their own lock, the next cycle as soon as the last has ended. */
final class ClosedLoop {

    private static final long OPEN_SECONDS = 60;
    private static final long ERROR_PAUSE_MILLIS = 5;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    /** How long to run: the first part is not counted. */
    record Window(Duration warmup, Duration measure, Duration keepAliveEvery) {}

    /** What all clients saw together, and what it cost. */
    record Outcome(
            LatencyHistogram latencies,
            long errors,
            long warmupErrors,
            String firstError,
            long detours,
            long connections,
            CpuClock.Reading cpu) {}

    private final Cluster cluster;
    private final List<LockClient> clients = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();

    ClosedLoop(Cluster cluster) {
        this.cluster = cluster;
    }

    Outcome run(List<String> locks, Window window) throws IOException, InterruptedException {
        for (String lock : locks) {
            clients.add(cluster.clients().apply(lock));
        }
        try {
            inParallel(LockClient::open);
            return runOpened(window);
        } finally {
            inParallel(LockClient::close);
        }
    }

    private Outcome runOpened(Window window) throws InterruptedException {
        var cpu = new CpuClock(cluster.pids());
        long from = System.nanoTime() + window.warmup().toNanos();
        long until = from + window.measure().toNanos();
        var running = new ArrayList<Thread>();
        for (int client = 0; client < clients.size(); client++) {
            var tally = new Tally(from, until);
            tallies.add(tally);
            // spread over the interval, so that the keepalives do not come as a burst
            long every = window.keepAliveEvery().toNanos();
            var turn = new Turn(clients.get(client), tally, every, every * client / clients.size());
            // platform threads: a blocking read on a virtual one costs this program a fifth more
            running.add(Thread.ofPlatform().daemon().start(turn));
        }
        sleepUntil(from);
        CpuClock.Reading before = cpu.read();
        sleepUntil(until);
        CpuClock.Reading used = cpu.read().since(before);
        for (Thread thread : running) {
            if (!thread.join(STOP_TIMEOUT)) {
                thread.interrupt();
            }
        }
        return outcome(used);
    }

    private Outcome outcome(CpuClock.Reading used) {
        var latencies = new LatencyHistogram();
        long errors = 0;
        long warmupErrors = 0;
        String firstError = "";
        for (Tally tally : tallies) {
            latencies.add(tally.latencies());
            errors += tally.errors();
            warmupErrors += tally.warmupErrors();
            firstError = firstError.isEmpty() ? tally.firstError() : firstError;
        }
        long detours = clients.stream().mapToLong(LockClient::detours).sum();
        long connections = clients.stream().mapToLong(LockClient::connections).sum();
        return new Outcome(latencies, errors, warmupErrors, firstError, detours, connections, used);
    }

    /** What each client does from start to end. */
    private record Turn(LockClient client, Tally tally, long keepAliveEvery, long firstKeepAliveIn)
            implements Runnable {

        @Override
        public void run() {
            long keepAliveAt = System.nanoTime() + firstKeepAliveIn;
            for (long now = System.nanoTime(); !tally.isOver(now); now = System.nanoTime()) {
                try {
                    if (now - keepAliveAt >= 0) {
                        keepAliveAt = now + keepAliveEvery;
                        client.keepAlive();
                        now = System.nanoTime();
                    }
                    client.acquire();
                    client.release();
                    tally.cycle(now, System.nanoTime());
                } catch (IOException | RuntimeException e) {
                    tally.error(System.nanoTime(), e);
                    if (!startOver()) {
                        return;
                    }
                }
            }
        }

        /** A cycle that failed may have left the lock taken: a new session cannot be confused with the old one. */
        private boolean startOver() {
            try {
                TimeUnit.MILLISECONDS.sleep(ERROR_PAUSE_MILLIS);
                client.close();
                client.open();
            } catch (IOException | RuntimeException e) {
                tally.error(System.nanoTime(), e);
            } catch (InterruptedException e) {
                return false;
            }
            return true;
        }
    }

    private interface Step {
        void on(LockClient client) throws IOException;
    }

    private void inParallel(Step step) throws IOException, InterruptedException {
        var failure = new AtomicReference<>("");
        var done = new CountDownLatch(clients.size());
        for (LockClient client : clients) {
            Thread.ofVirtual().start(() -> {
                try {
                    step.on(client);
                } catch (IOException | RuntimeException e) {
                    failure.compareAndSet("", String.valueOf(e));
                } finally {
                    done.countDown();
                }
            });
        }
        if (!done.await(OPEN_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(done.getCount() + " clients are not through after " + OPEN_SECONDS + " s");
        }
        if (!failure.get().isEmpty()) {
            throw new IOException(failure.get());
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }
}
