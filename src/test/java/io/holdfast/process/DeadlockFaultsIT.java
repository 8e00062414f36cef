package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Owners that wait for one another in rings, while something happens to the cluster: each ring is found in the request that
 * closes it, one of its waits is given up and no other, all nodes say the same of it however often they are asked, and
 * once that owner has given back what it holds, the others go on, one after the other.
 */
@Timeout(600)
class DeadlockFaultsIT {

    private static final int VISITORS = 6;
    private static final int OWNERS_MAX = 6;
    private static final int RINGS_MIN = Boolean.getBoolean("holdfast.soak") ? 5_000 : 90;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(4);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rings = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger closers = new AtomicInteger();
    private String run;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("deadlock-faults", 3)));
    }

    @Test
    void everyRingIsBrokenOnceWhenTheLeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void everyRingIsBrokenOnceWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void everyRingIsBrokenOnceWhenTheLeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void everyRingIsBrokenOnceWhenAFollowerHearsButIsNotHeard() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        run = "rings-%s-%d".formatted(fault.name(), seed);
        try (var crowd = new Crowd(cluster, run, VISITORS)) {
            long before = found(crowd.http(), cluster.names().getFirst());
            crowd.start(seed, this::close);
            crowd.live(cluster, fault, RINGS_MIN, TRAFFIC_LIMIT);
            System.out.printf(
                    "deadlocks %s: seed %d, %d rings, %d closed, of these %d by their victim, %d abandoned, %.1f s%n",
                    fault.name(),
                    seed,
                    rings.get(),
                    closed.get(),
                    closers.get(),
                    givenUp.get(),
                    (System.nanoTime() - begun) / 1e9);
            for (var node : cluster.names()) {
                assertThat(found(crowd.http(), node) - before)
                        .as("deadlocks that %s counted", node)
                        .isBetween((long) closed.get(), (long) closed.get() + givenUp.get());
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(closed.get()).isGreaterThanOrEqualTo(RINGS_MIN / 2);
        assertThat(closers.get()).isBetween(1, closed.get() - 1);
    }

    /** Nobody knows what became of a request: the session has been ended, and with it all that the ring held. */
    private static final class Abandoned extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Abandoned() {
            super(null, null, false, false);
        }
    }

    private void close(Visitor visitor, SplittableRandom random) {
        var ring = new Ring(
                visitor,
                "%s-%s-%d".formatted(run, visitor.name(), rings.getAndIncrement()),
                2 + random.nextInt(OWNERS_MAX - 1));
        try {
            ring.close(random.nextInt(ring.size), random.nextInt(ring.size));
        } catch (Abandoned _) {
            givenUp.incrementAndGet();
        }
    }

    /** Each of its owners holds a lock and waits for that of the next. */
    private final class Ring {

        private final Visitor visitor;
        private final String name;
        private final int size;
        private final List<String> tokens = new ArrayList<>();
        private final List<String> tickets = new ArrayList<>();

        Ring(Visitor visitor, String name, int size) {
            this.visitor = visitor;
            this.name = name;
            this.size = size;
        }

        /**
         * @param last who closes the ring
         * @param victim whose wait is worth least
         */
        void close(int last, int victim) {
            for (int owner = 0; owner < size; owner++) {
                var held = known(visitor.post(path(owner) + "/acquire", body(owner, "0s", 0)));
                expect(held, 200, "");
                tokens.add(held.body().path("token").asString());
                tickets.add("");
            }
            for (int i = 1; i < size; i++) {
                int owner = (last + i) % size;
                expect(ask(owner, victim), 202, "");
            }
            var closing = ask(last, victim);
            closed.incrementAndGet();
            if (last == victim) {
                closers.incrementAndGet();
                expectVictim(closing, victim);
            } else {
                expect(closing, 202, "");
            }
            assertRepeatedAlike(closing);
            assertOneIsGivenUp(victim);
            unwind(victim);
        }

        private Answered ask(int owner, int victim) {
            var body = body(owner, "1m", owner == victim ? -1 : 0);
            var answered = known(visitor.ask(path(owner + 1) + "/acquire?poll=0s", body));
            tickets.set(owner, answered.body().path("ticket").asString());
            return answered;
        }

        /** Whoever has lost the answer and asks again, wherever it asks, is told the same. */
        private void assertRepeatedAlike(Answered closing) {
            for (var node : cluster.names()) {
                if (visitor.repeatAt(node) instanceof Answered again) {
                    boolean alike = again.status() == closing.status()
                            && again.body().path("ticket").equals(closing.body().path("ticket"))
                            && again.body()
                                    .path("deadlock")
                                    .equals(closing.body().path("deadlock"))
                            && again.body().path("cycle").equals(closing.body().path("cycle"));
                    if (!alike) {
                        surprises.add(name + ": told " + closing + ", and again " + again);
                    }
                }
            }
        }

        private void assertOneIsGivenUp(int victim) {
            for (int owner = 0; owner < size; owner++) {
                var seen = known(visitor.look(ticket(owner)));
                if (owner == victim) {
                    expectVictim(seen, victim);
                } else {
                    expect(seen, 202, "");
                }
            }
        }

        /** From the victim backwards each is granted what it waits for, and gives back both. */
        private void unwind(int victim) {
            release(victim, victim, tokens.get(victim));
            for (int i = 1; i < size; i++) {
                int owner = (victim - i + size) % size;
                var granted = known(visitor.follow(ticket(owner) + "?wait=1s"));
                expect(granted, 200, "");
                release(owner, owner + 1, granted.body().path("token").asString());
                release(owner, owner, tokens.get(owner));
            }
        }

        private Answered known(Optional<Answered> answered) {
            return answered.orElseThrow(Abandoned::new);
        }

        private String ticket(int owner) {
            return "/api/v1/tickets/" + tickets.get(owner);
        }

        private void release(int owner, int lock, String token) {
            var body = Map.of("session", visitor.session(), "owner", "o" + owner, "token", token);
            expect(known(visitor.post(path(lock) + "/release", body)), 200, "");
        }

        private void expectVictim(Answered answered, int victim) {
            expect(answered, 409, "deadlock");
            if (answered.body().path("cycle").size() != size
                    || !answered.body().at("/victim/owner").asString().equals("o" + victim)) {
                surprises.add(name + " of " + size + ": another cycle or victim than o" + victim + ": " + answered);
            }
        }

        private void expect(Answered answered, int status, String code) {
            if (answered.status() != status || !HttpApi.code(answered.body()).equals(code)) {
                surprises.add("%s of %d: %d %s expected, not %s".formatted(name, size, status, code, answered));
                throw new AssertionError(surprises.peek());
            }
        }

        private Map<String, ?> body(int owner, String wait, int priority) {
            return Map.of(
                    "session",
                    visitor.session(),
                    "owner",
                    "o" + owner,
                    "wait",
                    wait,
                    "claim",
                    "60s",
                    "deadlockPriority",
                    priority);
        }

        private String path(int lock) {
            return "/api/v1/locks/" + name + "-" + lock % size;
        }
    }

    private static long found(HttpApi http, String node) {
        var reply = (Answered) Await.until(
                READ_LIMIT,
                node + " to count deadlocks",
                () -> http.get(node, "/api/v1/deadlocks"),
                answer -> answer instanceof Answered answered && answered.status() == 200);
        return reply.body().path("found").asLong();
    }
}
