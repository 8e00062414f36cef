package io.holdfast.process;

import io.holdfast.linearizability.LockMode;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes without end, through every node at the same time, and notes when one succeeded: a client a node takes a lock of
 * its own and gives it back, follows the way to the leader, and after a failure just goes on.
 */
final class WritePulse implements AutoCloseable {

    private static final Duration REST = Duration.ofMillis(20);
    private static final Duration TTL = Duration.ofMinutes(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final LocksApi locks;
    private final Collection<Long> successes = new ConcurrentLinkedQueue<>();
    private final Map<Long, String> failures = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    WritePulse(ProcessCluster cluster, LocksApi locks, String name) {
        this.locks = locks;
        for (var node : cluster.names()) {
            var client = name + "-" + node;
            var session = Persistence.opened(locks, cluster.names(), client, TTL);
            threads.add(Thread.ofVirtual().name(client).start(() -> beat(node, client, session)));
        }
    }

    private void beat(String node, String client, String session) {
        for (long turn = 0; !stopping; turn++) {
            var acquire = new AcquireRequest(client, session, client, LockMode.X, Duration.ZERO, TTL);
            var answer = locks.acquire(node, acquire, client + "-take-" + turn);
            note(node, answer);
            if (answer instanceof Granted granted) {
                var release = new ReleaseRequest(client, session, client, granted.token(), true);
                note(node, locks.release(node, release, client + "-give-" + turn));
            }
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private void note(String node, Answer answer) {
        switch (answer) {
            case Granted _, Released _ -> successes.add(System.nanoTime());
            // A release whose answer was lost.
            case Answer.Lost _ -> {}
            default ->
                failures.put(System.nanoTime(), node + ": " + answer.getClass().getSimpleName());
        }
    }

    int count() {
        return successes.size();
    }

    Gap longestGap(long fromNanos, long toNanos) {
        return Gap.longest(fromNanos, toNanos, successes);
    }

    /** How often which failure was seen through which node. */
    Map<String, Integer> failures(long fromNanos, long toNanos) {
        Map<String, Integer> counts = new TreeMap<>();
        failures.forEach((nanos, failure) -> {
            if (nanos >= fromNanos && nanos < toNanos) {
                counts.merge(failure, 1, Integer::sum);
            }
        });
        return counts;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (var thread : threads) {
                thread.join(STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
