package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Clients that each send requests one after the other, the next as soon as the last was answered. */
final class RequestLoop {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final long ERROR_PAUSE_MILLIS = 5;

    /** What a request was. */
    enum Deed {
        READ,
        WRITE
    }

    /** One client, used by one thread. */
    interface Client extends AutoCloseable {

        /** Sends a request and checks its answer. */
        Deed once() throws IOException;

        @Override
        void close();
    }

    /** What all clients saw in the measured time, and what it cost. */
    record Outcome(
            Map<Deed, LatencyHistogram> latencies,
            double seconds,
            long errors,
            String firstError,
            double cpu,
            double others) {

        LatencyHistogram all() {
            var all = new LatencyHistogram();
            latencies.values().forEach(all::add);
            return all;
        }

        double perSecond() {
            return all().total() / seconds;
        }

        double cpuSecondsPer1000() {
            return cpu * 1_000 / all().total();
        }

        /** As with locks: a run with more errors says nothing. */
        boolean isValid() {
            long requests = all().total();
            return requests > 0 && errors <= requests * Run.ERROR_SHARE_MAX;
        }
    }

    private final List<Long> pids;
    private final Duration warmup;
    private final Duration measure;
    private final List<Map<Deed, Tally>> tallies = new ArrayList<>();

    /** @param pids of the processes whose processor time is counted */
    RequestLoop(List<Long> pids, Duration warmup, Duration measure) {
        this.pids = pids;
        this.warmup = warmup;
        this.measure = measure;
    }

    Outcome run(List<? extends Client> clients) throws InterruptedException {
        var cpu = new CpuClock(pids);
        long from = System.nanoTime() + warmup.toNanos();
        long until = from + measure.toNanos();
        var running = new ArrayList<Thread>();
        for (var client : clients) {
            var seen = new EnumMap<Deed, Tally>(Deed.class);
            for (var deed : Deed.values()) {
                seen.put(deed, new Tally(from, until));
            }
            tallies.add(seen);
            running.add(Thread.ofPlatform().daemon().start(() -> repeat(client, seen)));
        }
        TimeUnit.NANOSECONDS.sleep(from - System.nanoTime());
        var before = cpu.read();
        TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
        var used = cpu.read().since(before);
        for (var thread : running) {
            if (!thread.join(STOP_TIMEOUT)) {
                thread.interrupt();
            }
        }
        return outcome(used);
    }

    private static void repeat(Client client, Map<Deed, Tally> seen) {
        var reads = seen.get(Deed.READ);
        try (client) {
            for (long began = System.nanoTime(); !reads.isOver(began); began = System.nanoTime()) {
                try {
                    var deed = client.once();
                    seen.get(deed).cycle(began, System.nanoTime());
                } catch (IOException e) {
                    reads.error(System.nanoTime(), e);
                    TimeUnit.MILLISECONDS.sleep(ERROR_PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(CpuClock.Reading used) {
        var latencies = new EnumMap<Deed, LatencyHistogram>(Deed.class);
        long errors = 0;
        String firstError = "";
        for (var seen : tallies) {
            seen.forEach((deed, tally) ->
                    latencies.computeIfAbsent(deed, _ -> new LatencyHistogram()).add(tally.latencies()));
            // errors of whatever kind are told here
            var reads = seen.get(Deed.READ);
            errors += reads.errors();
            firstError = firstError.isEmpty() ? reads.firstError() : firstError;
        }
        double seconds = measure.toNanos() / 1e9;
        double others = used.others() / seconds / Runtime.getRuntime().availableProcessors();
        return new Outcome(latencies, seconds, errors, firstError, used.servers(), others);
    }
}
