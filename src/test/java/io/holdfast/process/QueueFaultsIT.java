package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.QueueAudit;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Messages under load while something happens to the cluster: nothing acknowledged is lost, nothing comes that was done
 * with, nobody shares a message or a group, and groups keep their order.
 */
@Timeout(600)
class QueueFaultsIT {

    private static final int PRODUCERS = 4;
    private static final int CONSUMERS = 6;
    private static final int BATCH_MAX = 20;
    private static final int SENDS_MIN = Boolean.getBoolean("holdfast.soak") ? 10_000 : 520;
    private static final int BACKLOG_MAX = 2_000;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(40);
    private static final Duration VISIBILITY = Duration.ofSeconds(5);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(5);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final QueueAudit audit = new QueueAudit();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undecided = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private String path;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("queue-faults", 3)));
    }

    @Test
    void nothingIsLostWhenALeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void nothingIsLostWhenALeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void nothingIsLostWhenALeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void nothingIsLostWhenAllNodesAreKilled() {
        under(Fault.blackout(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "%s-%d".formatted(fault.name(), seed);
        path = "/api/v1/queues/" + run;
        try (var crowd = new Crowd(cluster, run, 0)) {
            define(crowd.http(), run);
            var random = new SplittableRandom(seed);
            for (int number = 0; number < PRODUCERS; number++) {
                var producer = new Producer(crowd.http(), run, number, random.split());
                crowd.repeat(producer.name, () -> producer.turn(crowd));
            }
            for (int number = 0; number < CONSUMERS; number++) {
                var consumer = new Consumer(crowd.http(), run, number, random.split());
                crowd.repeat(consumer.name, consumer::turn);
            }
            crowd.live(cluster, fault, SENDS_MIN, TRAFFIC_LIMIT);
            drain(crowd.http(), run);
            noteTheDead(crowd.http());
        }
        System.out.printf(
                "queue %s: seed %d, %d acknowledged, %d deliveries, %d lost, %d duplicated, %d recovered, %d outstanding,"
                        + " %d failed, %d abandoned, %d stale, %d undecided, %.1f s%n",
                fault.name(),
                seed,
                audit.sent(),
                audit.deliveries(),
                audit.lost().size(),
                audit.duplicated(),
                audit.recovered(),
                audit.outstanding(),
                failed.get(),
                abandoned.get(),
                stale.get(),
                undecided.get(),
                (System.nanoTime() - begun) / 1e9);
        assertThat(surprises).isEmpty();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.outstanding()).isZero();
        assertThat(audit.sent()).isGreaterThanOrEqualTo(SENDS_MIN * BATCH_MAX / 4);
    }

    private void define(HttpApi http, String run) {
        var settings = Map.of("visibility", VISIBILITY.toSeconds() + "s", "backoff", "0s", "failuresMax", 1_000);
        Await.until(
                DRAIN_LIMIT,
                path + " to be there",
                () -> http.put(cluster.names().getFirst(), path, settings, run),
                reply -> reply instanceof Answered answered && answered.status() / 100 == 2);
    }

    /** Receives until everything that was acknowledged is done with. */
    private void drain(HttpApi http, String run) {
        var last = new Consumer(http, run, CONSUMERS, new SplittableRandom(1));
        last.careful = true;
        Await.until(
                DRAIN_LIMIT,
                "all messages to be done with",
                () -> {
                    last.turn();
                    return audit.outstanding();
                },
                left -> left == 0);
    }

    private void noteTheDead(HttpApi http) {
        var page = (Answered) http.get(cluster.names().getFirst(), path + "/messages?state=dead&bodies=true");
        page.body().path("messages").forEach(it -> audit.dead(it.path("body").asString("")));
    }

    /** Sends batches, each group from one producer, the next batch when the last is decided. */
    private final class Producer {

        private final HttpApi http;
        private final String name;
        private final Caller caller;
        private final SplittableRandom random;
        private int requests;
        private int sent;

        private Producer(HttpApi http, String run, int number, SplittableRandom random) {
            this.http = http;
            this.name = run + "-p" + number;
            this.caller = new Caller(cluster.names(), number);
            this.random = random;
        }

        private void turn(Crowd crowd) {
            if (audit.outstanding() > BACKLOG_MAX) {
                LockSupport.parkNanos(LOOK_PAUSE.toNanos());
            } else {
                send();
                crowd.countRound();
            }
        }

        private void send() {
            var batch = new ArrayList<QueueAudit.Message>();
            var drafts = new ArrayList<Map<String, ?>>();
            int size = BATCH_MAX / 2 + random.nextInt(BATCH_MAX / 2 + 1);
            for (int i = 0; i < size; i++) {
                var group = random.nextInt(3) == 0 ? null : name + "-g" + random.nextInt(5);
                var content = name + "-" + sent;
                batch.add(audit.sending(content, group, sent++));
                drafts.add(draft(content, group));
            }
            var key = name + "-" + requests++;
            caller.decided(
                            DECISION_LIMIT,
                            node -> http.post(node, path + "/messages/batch", Map.of("messages", drafts), key))
                    .ifPresentOrElse(answered -> decided(batch, answered), undecided::incrementAndGet);
        }

        private static Map<String, ?> draft(String content, @Nullable String group) {
            var draft = new LinkedHashMap<String, Object>();
            draft.put("body", content);
            if (group != null) {
                draft.put("group", group);
            }
            return draft;
        }

        private void decided(List<QueueAudit.Message> batch, Answered answered) {
            if (answered.status() != 200 && answered.status() != 201) {
                surprises.add(name + " sent: " + answered);
                return;
            }
            int position = 0;
            for (var item : answered.body().path("messages")) {
                var message = batch.get(position++);
                if (item.path("id").asString("").isEmpty()) {
                    surprises.add(name + " sent " + message + ": " + item);
                } else {
                    message.acknowledged();
                }
            }
            if (position != batch.size()) {
                surprises.add(name + " sent " + batch.size() + " and was told of " + position);
            }
        }
    }

    /** Receives, and settles most of it; some fails, some is given back, some is forgotten. */
    private final class Consumer {

        private final HttpApi http;
        private final String name;
        private final Caller caller;
        private final SplittableRandom random;
        private int requests;
        private boolean careful;

        private Consumer(HttpApi http, String run, int number, SplittableRandom random) {
            this.http = http;
            this.name = run + "-c" + number;
            this.caller = new Caller(cluster.names(), number);
            this.random = random;
        }

        private void turn() {
            var body = Map.of("max", 1 + random.nextInt(BATCH_MAX), "wait", "500ms", "consumer", name);
            long asked = System.nanoTime();
            // After an answer that was lost, the same key brings the same messages.
            ask("/receive", body).ifPresent(answered -> {
                if (answered.status() == 200) {
                    settle(received(answered.body(), asked));
                } else if (answered.status() != 204) {
                    surprises.add(name + " received: " + answered);
                }
            });
        }

        private Map<String, QueueAudit.Delivery> received(JsonNode answer, long asked) {
            var times = new QueueAudit.Times(asked, System.nanoTime(), VISIBILITY.toNanos());
            var got = new LinkedHashMap<String, QueueAudit.Delivery>();
            for (var message : answer.path("messages")) {
                var delivery = audit.delivered(
                        message.path("body").asString(""),
                        message.path("id").asString(""),
                        name,
                        message.path("attempt").asInt(),
                        times);
                if (delivery != null) {
                    got.put(message.path("receipt").asString(""), delivery);
                }
            }
            return got;
        }

        private void settle(Map<String, QueueAudit.Delivery> got) {
            if (got.isEmpty() || (!careful && random.nextInt(100) == 0)) {
                abandoned.addAndGet(got.size());
                return;
            }
            var acks = new ArrayList<String>();
            var fails = new ArrayList<Map<String, ?>>();
            got.forEach((receipt, delivery) -> {
                // What stands behind a failed message of its group is acked before it, which is the consumer's choice.
                if (!careful && random.nextInt(25) == 0) {
                    fails.add(Map.of("receipt", receipt, "reason", "drawn"));
                } else {
                    acks.add(receipt);
                }
                delivery.settling(System.nanoTime());
            });
            failed.addAndGet(fails.size());
            ask("/settle", Map.of("acks", acks, "fails", fails))
                    .ifPresentOrElse(answered -> settled(got, acks, answered), undecided::incrementAndGet);
        }

        private void settled(Map<String, QueueAudit.Delivery> got, List<String> acks, Answered answered) {
            if (answered.status() != 200) {
                surprises.add(name + " settled: " + answered);
                return;
            }
            for (var item : answered.body().path("outcomes")) {
                var receipt = item.path("receipt").asString("");
                switch (item.path("outcome").asString("")) {
                    case "done", "already" -> {
                        if (acks.contains(receipt)) {
                            Objects.requireNonNull(got.get(receipt)).acked(System.nanoTime());
                        }
                    }
                    case "stale" -> stale.incrementAndGet();
                    default -> surprises.add(name + " settled: " + item);
                }
            }
        }

        private Optional<Answered> ask(String operation, Map<String, ?> body) {
            var key = name + "-" + requests++;
            return caller.decided(DECISION_LIMIT, node -> http.post(node, path + operation, body, key));
        }
    }
}
