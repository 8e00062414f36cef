package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.QueueAudit;
import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import io.holdfast.process.Reply.Unknown;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Clients that use locks, a queue and a cache in turns while something happens to the cluster. A lock, an entry and the
 * messages it sends are a client's own, so it knows what it has to find: everything that was acknowledged.
 */
final class MixedLoad implements AutoCloseable {

    /** Longer than an election, so that a request which hangs in a node that went silent is tried elsewhere. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    private static final Duration DECISION_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
    private static final Duration SESSION_TTL = Duration.ofMinutes(30);
    private static final Duration VISIBILITY = Duration.ofSeconds(10);
    private static final int BATCH = 3;

    private final List<String> nodes;
    private final HttpApi http;
    private final String queue;
    private final String cache;
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final QueueAudit audit = new QueueAudit();
    private final Collection<Long> writes = new ConcurrentLinkedQueue<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * Starts them at once.
     *
     * @param nodes those that clients know, each of which begins with another
     */
    MixedLoad(List<String> nodes, Function<String, URI> urlOf, String name, int clients) {
        this.nodes = List.copyOf(nodes);
        this.http = new HttpApi(urlOf, REQUEST_LIMIT);
        this.queue = "/api/v1/queues/" + name;
        this.cache = "/api/v1/caches/" + name;
        var owner = new Client(name + "-owner", 0);
        owner.put(queue, Map.of("visibility", VISIBILITY.toSeconds() + "s", "backoff", "0s"));
        owner.put(cache, Map.of());
        for (int number = 1; number <= clients; number++) {
            this.clients.add(new Client(name + "-" + number, number));
        }
        for (var client : this.clients) {
            threads.add(Thread.ofVirtual().name(client.name).start(client));
        }
    }

    /** How many mutations have been acknowledged. */
    int writes() {
        return writes.size();
    }

    /** How many attempts a client made, those included that failed. */
    int requests() {
        return requests.get();
    }

    /** How many attempts failed because of the cluster: how, and how often. A node that is down is not one, nobody is there. */
    Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** How often the node, as the home of some entries, had changes wait for the end of a node's lease since it started. */
    int leaseWaits(String node) {
        return http.get(node, cache + "/stats") instanceof Answered stats
                ? stats.body().path("invalidations").path("leaseWaits").asInt()
                : 0;
    }

    Gap longestGap(long fromNanos, long toNanos) {
        return Gap.longest(fromNanos, toNanos, writes);
    }

    void awaitWrites(int more, Duration limit) {
        int wanted = writes() + more;
        Await.until(limit, wanted + " writes", this::writes, done -> done >= wanted || !findings.isEmpty());
        assertThat(findings).isEmpty();
    }

    /** Ends when everybody has: fails if anything that was acknowledged is not there, or anything that cannot be is. */
    void conclude() {
        stop();
        var last = new Client(queue + "-last", 0);
        Await.until(
                STOP_LIMIT,
                "all messages to be done with",
                () -> {
                    last.receive();
                    return audit.outstanding();
                },
                left -> left == 0);
        for (var client : clients) {
            nodes.forEach(client::lookAt);
        }
        findings.addAll(audit.findings());
        assertThat(findings).isEmpty();
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
            throw new IllegalStateException("interrupted while the clients end", e);
        }
    }

    @Override
    public void close() {
        stopping = true;
        http.close();
    }

    /** Not asked to do anything any more after an answer that cannot be. */
    private final class Client implements Runnable {

        private final String name;
        private final Caller caller;
        private final String session;
        private int asked;
        private int sent;
        private int value;
        private long token;

        private Client(String name, int number) {
            this.name = name;
            this.caller = new Caller(nodes, number);
            this.session = Persistence.opened(new LocksApi(http), nodes, name, SESSION_TTL);
        }

        @Override
        public void run() {
            try {
                while (!stopping && findings.isEmpty()) {
                    lock();
                    send();
                    receive();
                    store();
                }
            } catch (RuntimeException | AssertionError e) {
                findings.add(name + " gave up: " + e);
            }
        }

        private void lock() {
            var lock = "/api/v1/locks/" + name;
            var granted = post(lock + "/acquire", Map.of("session", session, "owner", name));
            long before = token;
            token = Long.parseLong(granted.path("token").asString("0"));
            expect(token > before, "the token of " + lock + " was " + before + ", then came " + granted);
            expect(granted.path("holdCount").asInt() == 1, "not given back before: " + granted);
            post(lock + "/release", Map.of("session", session, "owner", name, "token", Long.toString(token)));
        }

        private void send() {
            var batch = new ArrayList<QueueAudit.Message>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(audit.sending(name + "-" + sent, name, sent));
                sent++;
            }
            var drafts = batch.stream()
                    .map(message -> Map.of("body", message.toString(), "group", name))
                    .toList();
            var taken =
                    post(queue + "/messages/batch", Map.of("messages", drafts)).path("messages");
            for (int i = 0; i < BATCH; i++) {
                expect(taken.path(i).path("status").asInt() == 201, "not taken: " + taken);
            }
            batch.forEach(QueueAudit.Message::acknowledged);
        }

        private void receive() {
            long from = System.nanoTime();
            var messages = post(queue + "/receive", Map.of("max", 2 * BATCH)).path("messages");
            var times = new QueueAudit.Times(from, System.nanoTime(), VISIBILITY.toNanos());
            var got = new ArrayList<QueueAudit.Delivery>();
            var receipts = new ArrayList<String>();
            for (var message : messages) {
                var delivery = audit.delivered(
                        message.path("body").asString(""),
                        message.path("id").asString(""),
                        name,
                        message.path("attempt").asInt(),
                        times);
                if (delivery != null) {
                    got.add(delivery);
                    receipts.add(message.path("receipt").asString(""));
                }
            }
            if (got.isEmpty()) {
                return;
            }
            got.forEach(delivery -> delivery.settling(System.nanoTime()));
            var outcomes = post(queue + "/settle", Map.of("acks", receipts)).path("outcomes");
            for (int i = 0; i < got.size(); i++) {
                var outcome = outcomes.path(i).path("outcome").asString("");
                if (outcome.equals("done") || outcome.equals("already")) {
                    got.get(i).acked(System.nanoTime());
                } else {
                    // It took so long that somebody else has it.
                    expect(outcome.equals("stale"), "settled: " + outcomes);
                }
            }
        }

        private void store() {
            value++;
            put(entry(), Map.of("v", value));
            var seen = decided("GET " + entry(), node -> http.get(node, entry()));
            expect(seen.body().path("v").asInt() == value, entry() + " is to be " + value + " and is " + seen);
        }

        /** What this node shows is what was written last. */
        private void lookAt(String node) {
            Await.until(
                    DECISION_LIMIT,
                    entry() + " at " + node + " to be " + value,
                    () -> http.get(node, entry()),
                    reply -> reply instanceof Answered seen
                            && seen.body().path("v").asInt() == value);
        }

        private String entry() {
            return cache + "/entries/" + name;
        }

        private JsonNode post(String path, Map<String, ?> body) {
            var key = name + "-" + asked++;
            return write("POST " + path, node -> http.post(node, path, body, key));
        }

        private void put(String path, Map<String, ?> body) {
            var key = name + "-" + asked++;
            write("PUT " + path, node -> http.put(node, path, body, key));
        }

        private JsonNode write(String what, Function<String, Reply> attempt) {
            var answered = decided(what, attempt);
            if (answered.status() / 100 == 2) {
                writes.add(System.nanoTime());
            } else {
                findings.add(name + " was told of " + what + ": " + answered);
            }
            return answered.body();
        }

        private Answered decided(String what, Function<String, Reply> attempt) {
            var last = new AtomicReference<@Nullable Reply>();
            Optional<Answered> answered = caller.decided(DECISION_LIMIT, node -> {
                var reply = counted(attempt.apply(node));
                last.set(reply);
                return reply;
            });
            return answered.orElseThrow(
                    () -> new AssertionError(what + " was not answered for " + DECISION_LIMIT + ", but " + last.get()));
        }

        private Reply counted(Reply reply) {
            requests.incrementAndGet();
            switch (reply) {
                case Answered _ -> {}
                case Unavailable(var why) -> {
                    if (!why.startsWith("cannot connect")) {
                        failures.merge(why, 1, Integer::sum);
                    }
                }
                case Unknown(var why) -> failures.merge(why, 1, Integer::sum);
            }
            return reply;
        }

        private void expect(boolean whether, String otherwise) {
            if (!whether) {
                findings.add(otherwise);
            }
        }
    }

    @Override
    public String toString() {
        return "%d requests, %d writes, failures: %s"
                .formatted(
                        requests(),
                        writes(),
                        failures.entrySet().stream()
                                .map(it -> it.getValue() + " x " + it.getKey())
                                .collect(Collectors.joining(", ")));
    }
}
