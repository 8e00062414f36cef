package io.holdfast.process;

import io.holdfast.linearizability.FencedResource;
import io.holdfast.linearizability.History;
import io.holdfast.linearizability.LinearizabilityChecker;
import io.holdfast.linearizability.LockInput;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.linearizability.LockSpecification;
import io.holdfast.linearizability.Verdict;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.Contender.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Several clients that contend for the same locks while something happens to the cluster, and what came of it. */
final class Contention implements AutoCloseable {

    /** Longer than an election, so that a request which hangs in a node that went silent is tried elsewhere. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    private static final Duration SESSION_TTL = Duration.ofMinutes(30);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private final ProcessCluster cluster;
    private final Plan plan;
    private final HttpApi http;
    private final Arena arena;
    private final List<Thread> threads = new ArrayList<>();

    record Plan(String name, int clients, int locks, long seed) {}

    Contention(ProcessCluster cluster, Plan plan) {
        this.cluster = cluster;
        this.plan = plan;
        this.http = new HttpApi(cluster::url, REQUEST_LIMIT);
        this.arena = new Arena(
                new LocksApi(http),
                cluster.names(),
                IntStream.range(0, plan.locks())
                        .mapToObj(i -> plan.name() + "-" + i)
                        .toList(),
                new History<>(),
                new FencedResource(),
                new ConcurrentLinkedQueue<>(),
                new AtomicBoolean());
    }

    void start() {
        var random = new SplittableRandom(plan.seed());
        for (int number = 1; number <= plan.clients(); number++) {
            var contender = new Contender(arena, number, session(number), random.split());
            threads.add(Thread.ofVirtual().name("contender-" + number).start(contender));
        }
    }

    private String session(int number) {
        return Persistence.opened(arena.locks(), arena.nodes(), plan.name() + "-" + number, SESSION_TTL);
    }

    long completed() {
        return arena.history().completed();
    }

    long unknown() {
        return arena.history().unknown();
    }

    FencedResource resource() {
        return arena.resource();
    }

    /** Answers that no client should ever get here. */
    List<String> surprises() {
        return List.copyOf(arena.surprises());
    }

    /** Returns when nobody asks for anything any more. */
    void stop() {
        arena.stopping().set(true);
        try {
            for (var thread : threads) {
                if (!thread.join(STOP_LIMIT)) {
                    throw new AssertionError(thread.getName() + " has not ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the contenders end", e);
        }
    }

    /** Everyone asks every node about every lock: the last words of the history. */
    void readEverythingFromEveryNode() {
        int reader = plan.clients();
        for (var node : cluster.names()) {
            reader++;
            for (var lock : arena.names()) {
                var invocation = arena.history().invoke(reader, new LockInput.Inspect(lock));
                var answer = Await.until(
                        READ_LIMIT,
                        node + " to tell of " + lock,
                        () -> arena.locks().inspect(node, lock),
                        told -> told instanceof Seen);
                invocation.completed(((Seen) answer).seen());
            }
        }
    }

    Verdict verdict() {
        return new LinearizabilityChecker<>(LockSpecification.withWaiting())
                .check(arena.history().operations());
    }

    void writeHistory(Path file) {
        History.<LockInput, LockOutput>write(arena.history().operations(), file);
    }

    @Override
    public void close() {
        arena.stopping().set(true);
        http.close();
    }
}
