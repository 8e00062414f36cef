package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.ProgressAudit;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pairs of locks, taken one after the other in any order by clients that would wait for longer than any fault lasts: every
 * cycle of waits is found, also by a leader that came to it half way, and everybody gets on.
 */
@Timeout(600)
class DeadlockFaultsIT {

    private static final int VISITORS = 6;
    private static final int LOCKS = 3;
    private static final int ROUNDS_MIN = Boolean.getBoolean("holdfast.soak") ? 10_000 : 400;
    private static final int ROUNDS_EACH_MIN = ROUNDS_MIN / VISITORS / 5;
    private static final int DEADLOCKS_MIN = 10;

    /** Far longer than an election and a start. */
    private static final Duration WAIT = Duration.ofMinutes(4);

    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final int STAY_MILLIS_MAX = 10;
    private static final int RETRY_MILLIS_MAX = 40;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger passedOn = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private ProgressAudit audit;
    private List<String> locks;

    private enum Step {
        TAKEN,
        AGAIN,
        /** The session is a new one, and holds nothing. */
        LEFT
    }

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("deadlock-faults", 3)));
    }

    @Test
    void deadlocksAreFoundWhenTheLeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void deadlocksAreFoundWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "cycles-%s-%d".formatted(fault.name(), seed);
        locks = IntStream.range(0, LOCKS).mapToObj(i -> run + "-" + i).toList();
        try (var crowd = new Crowd(cluster, run, VISITORS)) {
            audit = new ProgressAudit(
                    crowd.visitors().stream().map(Visitor::name).toList());
            crowd.start(seed, this::visit);
            crowd.live(cluster, fault, ROUNDS_MIN, TRAFFIC_LIMIT);
            System.out.printf(
                    "deadlocks %s: seed %d, %d rounds, at least %d each, %d deadlocks, longest wait %d ms, %d passed on,"
                            + " %d undecided, %.1f s%n",
                    fault.name(),
                    seed,
                    audit.allRounds(),
                    audit.fewestRounds(),
                    audit.deadlocks(),
                    audit.longest().toMillis(),
                    passedOn.get(),
                    undecided.get(),
                    (System.nanoTime() - begun) / 1e9);
        }
        assertThat(surprises).isEmpty();
        assertThat(audit.findings(ROUNDS_EACH_MIN)).isEmpty();
        assertThat(audit.deadlocks()).isGreaterThanOrEqualTo(DEADLOCKS_MIN);
    }

    /** Until two locks were held together. */
    private void visit(Visitor visitor, SplittableRandom random) {
        var names = new ArrayList<>(locks);
        var pair = List.of(names.remove(random.nextInt(names.size())), names.remove(random.nextInt(names.size())));
        List<Long> tokens = new ArrayList<>();
        while (tokens.size() < pair.size()) {
            var step = take(visitor, pair.get(tokens.size()), tokens);
            if (step == Step.LEFT || (step == Step.AGAIN && !releaseAll(visitor, pair, tokens))) {
                tokens.clear();
            }
            if (step != Step.TAKEN) {
                LockSupport.parkNanos(random.nextLong(RETRY_MILLIS_MAX * 1_000_000L));
            } else {
                LockSupport.parkNanos(random.nextLong(STAY_MILLIS_MAX * 1_000_000L));
            }
        }
        audit.completed(visitor.name());
        releaseAll(visitor, pair, tokens);
    }

    private Step take(Visitor visitor, String lock, List<Long> tokens) {
        var body = Map.of(
                "session", visitor.session(), "owner", visitor.name(), "mode", "X", "wait", WAIT.toSeconds() + "s");
        long asked = System.nanoTime();
        var reply = visitor.post("/api/v1/locks/" + lock + "/acquire?poll=1s", body);
        if (reply.isEmpty()) {
            undecided.incrementAndGet();
            return Step.LEFT;
        }
        var waited = Duration.ofNanos(System.nanoTime() - asked);
        var answered = reply.get();
        switch (answered.status() == 200 ? "granted" : HttpApi.code(answered.body())) {
            case "granted" -> {
                audit.granted(waited);
                tokens.add(Long.parseLong(answered.body().path("token").asString()));
                return Step.TAKEN;
            }
            case "deadlock" -> audit.gaveUp(visitor.name(), waited, !tokens.isEmpty());
            case "grant-unclaimed" -> passedOn.incrementAndGet();
            case "wait-timeout" -> audit.timedOut(visitor.name(), lock, waited);
            default -> surprises.add(visitor.name() + " asked for " + lock + ": " + answered);
        }
        return Step.AGAIN;
    }

    /** Whether that is decided; nothing is held in either case. */
    private boolean releaseAll(Visitor visitor, List<String> pair, List<Long> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            var body = Map.of(
                    "session", visitor.session(), "owner", visitor.name(), "token", Long.toString(tokens.get(i)));
            var reply = visitor.post("/api/v1/locks/" + pair.get(i) + "/release", body);
            if (reply.isEmpty()) {
                undecided.incrementAndGet();
                return false;
            }
            noteUnlessDone(visitor, pair.get(i), reply.get());
        }
        tokens.clear();
        return true;
    }

    private void noteUnlessDone(Visitor visitor, String lock, Answered answered) {
        if (answered.status() != 200) {
            surprises.add(visitor.name() + " gave back " + lock + ": " + answered);
        }
    }
}
