package io.holdfast.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Several visitors that do the same thing again and again, while something happens to the cluster. */
final class Crowd implements AutoCloseable {

    /** Longer than an election, so that a request which hangs in a node that went silent is tried elsewhere. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private final HttpApi http;
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean stopping;

    Crowd(ProcessCluster cluster, String name, int visitors) {
        this.http = new HttpApi(cluster::url, REQUEST_LIMIT);
        for (int number = 1; number <= visitors; number++) {
            this.visitors.add(new Visitor(http, cluster.names(), name + "-" + number, number));
        }
    }

    HttpApi http() {
        return http;
    }

    List<Visitor> visitors() {
        return visitors;
    }

    /** How many rounds all of them have done together. */
    int rounds() {
        return rounds.get();
    }

    void start(long seed, BiConsumer<Visitor, SplittableRandom> round) {
        var random = new SplittableRandom(seed);
        for (var visitor : visitors) {
            var own = random.split();
            repeat(visitor.name(), () -> {
                round.accept(visitor, own);
                countRound();
            });
        }
    }

    /** Counts a round that somebody has done who is no visitor. */
    void countRound() {
        rounds.incrementAndGet();
    }

    /** Does it again and again until the crowd is stopped. */
    void repeat(String name, Runnable action) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                while (!stopping) {
                    action.run();
                }
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }));
    }

    /** Strikes after a third of the rounds, heals after two, and returns after all, when everybody has gone. */
    void live(ProcessCluster cluster, Fault fault, int roundsMin, Duration limit) {
        awaitRounds(roundsMin / 3, limit);
        var node = fault.strike().get();
        awaitRounds(roundsMin * 2 / 3, limit);
        fault.heal().accept(node);
        cluster.awaitReady();
        awaitRounds(roundsMin, limit);
        stop();
        visitors.forEach(Visitor::leave);
    }

    private void awaitRounds(int wanted, Duration limit) {
        Await.until(limit, wanted + " rounds", this::rounds, done -> done >= wanted || !failures.isEmpty());
        rethrow();
    }

    private void stop() {
        stopping = true;
        try {
            for (var thread : threads) {
                if (!thread.join(STOP_LIMIT)) {
                    throw new AssertionError(thread.getName() + " has not ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the visitors end", e);
        }
        rethrow();
    }

    private void rethrow() {
        if (!failures.isEmpty()) {
            throw new AssertionError("a visitor failed", failures.peek());
        }
    }

    @Override
    public void close() {
        stopping = true;
        http.close();
    }
}
