package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.TermAudit;
import io.holdfast.linearizability.TermAudit.Told;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Offices that change hands, by resignation, by transfer and with the end of a session, while something happens to the
 * cluster: a term is one candidate's, no two lead at a time, and nobody who observes is told what was true before.
 */
@Timeout(600)
class ElectionFaultsIT {

    private static final int CANDIDATES = 8;
    private static final int ELECTIONS = 2;
    private static final int ROUNDS_MIN = Boolean.getBoolean("holdfast.soak") ? 10_000 : 450;
    private static final int TERMS_MIN = ROUNDS_MIN / 5;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);
    private static final int WAIT_MILLIS_MAX = 2_000;
    private static final int STAY_MILLIS_MAX = 10;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final Map<String, TermAudit> audits = new LinkedHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger passedOn = new AtomicInteger();
    private final AtomicInteger transfers = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("election-faults", 3)));
    }

    @Test
    void atMostOneLeadsWhenTheLeaderOfTheClusterIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void atMostOneLeadsWhenTheLeaderOfTheClusterIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void atMostOneLeadsWhenTheLeaderOfTheClusterIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void atMostOneLeadsWhenAFollowerHearsButIsNotHeard() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "office-%s-%d".formatted(fault.name(), seed);
        for (int i = 0; i < ELECTIONS; i++) {
            audits.put(run + "-" + i, new TermAudit());
        }
        try (var crowd = new Crowd(cluster, run, CANDIDATES)) {
            crowd.start(seed, this::stand);
            audits.forEach((election, audit) -> {
                for (var node : cluster.names()) {
                    crowd.repeat("observer of " + election + " at " + node, new Observer(crowd.http(), node, election));
                }
            });
            crowd.live(cluster, fault, ROUNDS_MIN, TRAFFIC_LIMIT);
            System.out.printf(
                    "election %s: seed %d, %d rounds, %d terms, %d transfers, %d refused, %d passed on, %d undecided,"
                            + " %d looks, %.1f s%n",
                    fault.name(),
                    seed,
                    crowd.rounds(),
                    terms(),
                    transfers.get(),
                    refused.get(),
                    passedOn.get(),
                    undecided.get(),
                    looks.get(),
                    (System.nanoTime() - begun) / 1e9);
            assertNobodyIsLeft(crowd.http());
        }
        assertThat(surprises).isEmpty();
        audits.forEach(
                (election, audit) -> assertThat(audit.findings()).as(election).isEmpty());
        assertThat(terms()).isGreaterThanOrEqualTo(TERMS_MIN);
        assertThat(transfers.get()).isPositive();
    }

    private int terms() {
        return audits.values().stream().mapToInt(TermAudit::terms).sum();
    }

    private static String path(String election) {
        return "/api/v1/elections/" + election;
    }

    private void stand(Visitor visitor, SplittableRandom random) {
        var election = audits.keySet().stream()
                .skip(random.nextInt(ELECTIONS))
                .findFirst()
                .orElseThrow();
        var wait = random.nextInt(4) == 0 ? 0 : random.nextInt(WAIT_MILLIS_MAX);
        var body = Map.of(
                "session",
                visitor.session(),
                "candidate",
                visitor.name(),
                "value",
                "0",
                "priority",
                random.nextInt(3) - 1,
                "wait",
                wait + "ms");
        long asked = System.nanoTime();
        var reply = visitor.post(path(election) + "/campaign?poll=1s", body);
        long told = System.nanoTime();
        if (reply.isEmpty()) {
            undecided.incrementAndGet();
            return;
        }
        var answered = reply.get();
        switch (answered.status() == 200 ? "elected" : HttpApi.code(answered.body())) {
            case "elected" -> {
                long term = Long.parseLong(answered.body().path("term").asString());
                var office = audits.get(election).elected(visitor.name(), term, asked, told);
                lead(visitor, new Lead(election, term, office), random);
            }
            case "election-taken", "wait-timeout" -> refused.incrementAndGet();
            case "grant-unclaimed" -> passedOn.incrementAndGet();
            default -> surprises.add(visitor.name() + " campaigned: " + answered);
        }
    }

    private record Lead(String election, long term, TermAudit.Office office) {

        Map<String, String> body(Visitor visitor, String field, String value) {
            return Map.of("session", visitor.session(), "term", Long.toString(term), field, value);
        }

        void leave() {
            office.leaves(System.nanoTime());
        }
    }

    private void lead(Visitor visitor, Lead lead, SplittableRandom random) {
        for (int said = 1; said <= random.nextInt(3); said++) {
            long asked = System.nanoTime();
            var body = lead.body(visitor, "value", Integer.toString(said));
            var reply = visitor.post(path(lead.election()) + "/proclaim", body, lead::leave);
            if (reply.isEmpty()) {
                undecided.incrementAndGet();
                return;
            }
            if (reply.get().status() == 200) {
                audits.get(lead.election()).proclaimed(lead.office(), said, asked, System.nanoTime());
            } else {
                surprises.add(visitor.name() + " proclaimed: " + reply.get());
            }
        }
        LockSupport.parkNanos(random.nextLong(STAY_MILLIS_MAX * 1_000_000L));
        lead.leave();
        int way = random.nextInt(10);
        if (way == 0) {
            visitor.startAnew();
        } else if (way > 4 || !handsOver(visitor, lead, random)) {
            resign(visitor, lead);
        }
    }

    /** Whether there was somebody to hand over to. */
    private boolean handsOver(Visitor visitor, Lead lead, SplittableRandom random) {
        var heir = visitor.name().replaceFirst("[0-9]+$", Integer.toString(1 + random.nextInt(CANDIDATES)));
        var reply = visitor.post(path(lead.election()) + "/transfer", lead.body(visitor, "to", heir));
        if (reply.isEmpty()) {
            undecided.incrementAndGet();
            return true;
        }
        var answered = reply.get();
        if (answered.status() == 200
                && answered.body().path("candidate").asString().equals(heir)) {
            transfers.incrementAndGet();
            return true;
        }
        if (!HttpApi.code(answered.body()).equals("candidate-unknown")) {
            surprises.add(visitor.name() + " handed over to " + heir + ": " + answered);
        }
        return false;
    }

    private void resign(Visitor visitor, Lead lead) {
        var body = Map.of("session", visitor.session(), "term", Long.toString(lead.term()));
        visitor.post(path(lead.election()) + "/resign", body)
                .ifPresentOrElse(
                        answered -> {
                            if (answered.status() != 200) {
                                surprises.add(visitor.name() + " resigned: " + answered);
                            }
                        },
                        undecided::incrementAndGet);
    }

    /** Asks one node again and again what is new. */
    private final class Observer implements Runnable {

        private final HttpApi http;
        private final String node;
        private final String election;
        private long version;

        Observer(HttpApi http, String node, String election) {
            this.http = http;
            this.node = node;
            this.election = election;
        }

        @Override
        public void run() {
            long asked = System.nanoTime();
            var reply = http.get(node, path(election) + "?wait=500ms&after=" + version);
            if (reply instanceof Answered answered && answered.status() == 200) {
                var told = told(answered.body());
                audits.get(election).seen("observer at " + node, told, asked, System.nanoTime());
                version = told.version();
                looks.incrementAndGet();
            } else {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }

        private static Told told(JsonNode body) {
            var leader = body.path("leader");
            long seen = Long.parseLong(body.path("version").asString());
            return leader.isMissingNode()
                    ? new Told(seen, 0, "", 0)
                    : new Told(
                            seen,
                            Long.parseLong(leader.path("term").asString()),
                            leader.path("candidate").asString(),
                            Long.parseLong(leader.path("value").asString()));
        }
    }

    private void assertNobodyIsLeft(HttpApi http) {
        for (var node : cluster.names()) {
            for (var election : audits.keySet()) {
                var seen = (Answered) Await.until(
                        READ_LIMIT,
                        node + " to tell of " + election,
                        () -> http.get(node, path(election)),
                        reply -> reply instanceof Answered answered && answered.status() == 200);
                assertThat(seen.body().path("state").asString())
                        .as("%s at %s", election, node)
                        .isEqualTo("VACANT");
                assertThat(seen.body().path("candidateCount").asInt()).isZero();
            }
        }
    }
}
