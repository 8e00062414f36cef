package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.History;
import io.holdfast.linearizability.LinearizabilityChecker;
import io.holdfast.linearizability.LockInput;
import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.linearizability.LockSpecification;
import io.holdfast.linearizability.Verdict;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A leader that was paused while another took over believes, when it goes on, that it leads still. Whoever reads from it
 * must not be told what was so before the pause.
 */
@Timeout(300)
class StaleReadIT {

    private static final int ROUNDS = 5;
    private static final int READERS = 8;
    private static final int READS_IN_FLIGHT = 48;
    private static final int WRITES_MEANWHILE = 5;
    private static final Duration SENT = Duration.ofMillis(300);
    private static final Duration WATCHED = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("stale-read", 3)));
    }

    @RepeatedTest(ROUNDS)
    void aLeaderThatWasPausedAndDeposedTellsNothingOld() {
        var old = cluster.awaitLeader();
        try (var story = new Story("stale-" + System.nanoTime())) {
            story.write(old);
            story.keepReading(old, READERS);

            cluster.pause(old);
            var successor = cluster.awaitLeaderOtherThan(old);
            for (int i = 0; i < WRITES_MEANWHILE; i++) {
                story.write(successor);
            }
            story.readOnce(old, READS_IN_FLIGHT);
            pass(SENT);
            int answeredBefore = story.answered.get();
            cluster.resume(old);
            for (long end = System.nanoTime() + WATCHED.toNanos(); System.nanoTime() < end; ) {
                story.write(successor);
            }
            cluster.awaitReady(old);
            Await.until(LIMIT, "reads from " + old, story.answered::get, count -> count > answeredBefore + READERS);
            story.stop();

            System.out.printf(
                    "%d reads from the deposed leader answered after its pause%n",
                    story.answered.get() - answeredBefore);
            assertThat(story.verdict()).isInstanceOf(Verdict.Linearizable.class);
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Await.until(LIMIT, "time to pass", System::nanoTime, now -> now > end);
    }

    /** What was written to one lock through whoever leads, and read from the old leader meanwhile. */
    private static final class Story implements AutoCloseable {

        private static final Duration TTL = Duration.ofMinutes(10);

        private final String lock;
        private final History<LockInput, LockOutput> history = new History<>();
        private final HttpApi http = new HttpApi(cluster::url, LIMIT);
        private final LocksApi locks = new LocksApi(http);
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicBoolean stopping = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private int writes;

        Story(String lock) {
            this.lock = lock;
        }

        /** Takes the lock, and gives it back, each of which a reader can tell by the holder or the token. */
        void write(String node) {
            var owner = "owner-" + ++writes;
            var key = lock + "-" + writes;
            var asked = new AcquireRequest(lock, null, owner, LockMode.X, Duration.ZERO, TTL);
            var taking = history.invoke(0, new LockInput.Acquire(lock, owner, LockMode.X, false));
            var nodes = List.of(node);
            var granted = (Granted) Persistence.decided(nodes, LIMIT, to -> locks.acquire(to, asked, key));
            taking.completed(new LockOutput.Granted(granted.token(), granted.holdCount()));

            var back = new ReleaseRequest(lock, granted.session(), owner, granted.token(), false);
            var giving = history.invoke(0, new LockInput.Release(lock, owner, granted.token(), false));
            var released = (Released) Persistence.decided(nodes, LIMIT, to -> locks.release(to, back, key + "-back"));
            giving.completed(new LockOutput.Released(released.holdCount()));
        }

        void keepReading(String node, int readers) {
            for (int reader = 1; reader <= readers; reader++) {
                int client = reader;
                threads.add(Thread.ofVirtual().start(() -> {
                    while (!stopping.get()) {
                        read(client, node);
                    }
                }));
            }
        }

        void readOnce(String node, int readers) {
            for (int reader = 1; reader <= readers; reader++) {
                int client = READERS + reader;
                threads.add(Thread.ofVirtual().start(() -> read(client, node)));
            }
        }

        private void read(int client, String node) {
            var reading = history.invoke(client, new LockInput.Inspect(lock));
            if (locks.inspect(node, lock) instanceof Seen seen) {
                reading.completed(seen.seen());
                answered.incrementAndGet();
            } else {
                reading.withdrawn();
            }
        }

        void stop() {
            stopping.set(true);
            try {
                for (var thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Verdict verdict() {
            return new LinearizabilityChecker<>(LockSpecification.withoutWaiting()).check(history.operations());
        }

        @Override
        public void close() {
            stopping.set(true);
            http.close();
        }
    }
}
