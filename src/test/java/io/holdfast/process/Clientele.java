package io.holdfast.process;

import io.holdfast.linearizability.LockMode;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Clients of locks, queues and caches at once, each with things of its own, at whatever nodes there are. A request that was
 * not decided is repeated under its key at the next node, until it is.
 */
final class Clientele implements AutoCloseable {

    private static final Duration TTL = Duration.ofMinutes(30);
    private static final Duration REST = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BATCH = 100;

    private final HttpApi http;
    private final LocksApi locks;
    private final Supplier<List<String>> nodes;
    private final String queue;
    private final String cache;
    private final Map<String, Collection<Long>> successes = new TreeMap<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private final Map<String, Long> tokens = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** @param nodes that may be asked now */
    Clientele(HttpApi http, String name, Supplier<List<String>> nodes) {
        this.http = http;
        this.locks = new LocksApi(http);
        this.nodes = nodes;
        this.queue = "/api/v1/queues/" + name;
        this.cache = "/api/v1/caches/" + name;
        for (var kind : List.of("cache", "lock", "queue")) {
            successes.put(kind, new ConcurrentLinkedQueue<>());
        }
        decided(0, node -> http.put(node, queue, Map.of("visibility", "60s"), name + "-queue"));
        decided(0, node -> http.put(node, cache, Map.of(), name + "-cache"));
    }

    /** So many of each kind. */
    Clientele start(int lockers, int senders, int writers) {
        for (int i = 0; i < lockers; i++) {
            repeat("lock", i, this::lock);
        }
        for (int i = 0; i < senders; i++) {
            repeat("queue", i, this::send);
        }
        for (int i = 0; i < writers; i++) {
            repeat("cache", i, this::write);
        }
        return this;
    }

    private interface Turn {
        void run(int client, int turn);
    }

    private void repeat(String kind, int client, Turn turn) {
        threads.add(Thread.ofVirtual().name(kind + client).start(() -> {
            for (int count = 0; !stopping; count++) {
                turn.run(client, count);
                successes.get(kind).add(System.nanoTime());
                LockSupport.parkNanos(REST.toNanos());
            }
        }));
    }

    private void lock(int client, int turn) {
        var name = "lock-" + client;
        var acquire = new AcquireRequest(name, null, name, LockMode.X, Duration.ZERO, TTL);
        var granted = (Granted) held(turn, node -> locks.acquire(node, acquire, name + "-take-" + turn));
        long before = tokens.getOrDefault(name, 0L);
        if (granted.token() <= before) {
            findings.add(name + " was granted " + granted.token() + " after " + before);
        }
        tokens.put(name, granted.token());
        var release = new ReleaseRequest(name, granted.session(), name, granted.token(), true);
        held(turn, node -> locks.release(node, release, name + "-give-" + turn));
    }

    private Answer held(int first, Function<String, Answer> request) {
        for (int attempt = first; ; attempt++) {
            var answer = request.apply(nodeOf(attempt));
            switch (answer) {
                case Granted _, Released _ -> {
                    return answer;
                }
                case Answer.Unknown _, Answer.Unavailable _ -> LockSupport.parkNanos(REST.toNanos());
                default -> throw surprise(answer);
            }
        }
    }

    private IllegalStateException surprise(Object answer) {
        findings.add("unexpected: " + answer);
        return new IllegalStateException(answer.toString());
    }

    private void send(int client, int turn) {
        var body = "message-" + client + "-" + turn;
        var answer = decided(turn, node -> http.post(node, queue + "/messages", Map.of("body", body), queue + body));
        if (answer.status() / 100 != 2) {
            throw surprise(answer);
        }
        sent.add(body);
    }

    private void write(int client, int turn) {
        var key = "key-" + client;
        long value = turn + 1L;
        var answer = decided(
                turn, node -> http.put(node, cache + "/entries/" + key, Map.of("v", value), cache + key + "-" + value));
        if (answer.status() / 100 != 2) {
            throw surprise(answer);
        }
        written.put(key, value);
    }

    private Answered decided(int first, Function<String, Reply> request) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (int attempt = first; ; attempt++) {
            if (request.apply(nodeOf(attempt)) instanceof Answered answered) {
                return answered;
            }
            if (System.nanoTime() - end > 0) {
                throw surprise("nothing decided within " + LIMIT);
            }
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private String nodeOf(int attempt) {
        var there = nodes.get();
        return there.get(attempt % there.size());
    }

    int count() {
        return successes.values().stream().mapToInt(Collection::size).sum();
    }

    /** The longest time in which nothing of a kind succeeded, by kind. */
    Map<String, Duration> gaps(long fromNanos, long toNanos) {
        Map<String, Duration> gaps = new TreeMap<>();
        successes.forEach((kind, when) ->
                gaps.put(kind, Gap.longest(fromNanos, toNanos, when).length()));
        return gaps;
    }

    /** Ends the clients, and looks for everything that was acknowledged; returns what is wrong. */
    List<String> audit() {
        close();
        written.forEach((key, value) -> {
            long read = decided(0, node -> http.get(node, cache + "/entries/" + key))
                    .body()
                    .path("v")
                    .asLong(-1);
            if (read < value) {
                findings.add(key + " is " + read + ", and " + value + " was acknowledged");
            }
        });
        var lost = new TreeSet<>(sent);
        receiveAll().forEach(lost::remove);
        lost.forEach(body -> findings.add("lost: " + body));
        return List.copyOf(findings);
    }

    private List<String> receiveAll() {
        var bodies = new ArrayList<String>();
        for (int turn = 0; ; turn++) {
            int now = turn;
            var wish = Map.of("max", BATCH, "visibility", "60s", "wait", "1s");
            var answer = decided(0, node -> http.post(node, queue + "/receive", wish, queue + "-receive-" + now));
            if (answer.status() == 204) {
                return bodies;
            }
            var acks = new ArrayList<String>();
            for (JsonNode message : answer.body().path("messages")) {
                // What was posted is the body as a whole.
                bodies.add(message.path("body").path("body").asString());
                acks.add(message.path("receipt").asString());
            }
            decided(0, node -> http.post(node, queue + "/settle", Map.of("acks", acks), queue + "-settle-" + now));
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (var thread : threads) {
                if (!thread.join(LIMIT)) {
                    findings.add(thread.getName() + " does not end");
                }
            }
            threads.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
