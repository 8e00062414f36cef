package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One cache of a running cluster, with what is needed to read and write it fast. */
final class CacheStage {

    static final int KEYS = 10_000;
    static final int VALUE_BYTES = 1_024;
    static final int TIMEOUT_MILLIS = 15_000;

    private static final int FILLERS = 16;
    private static final int CREATE_ATTEMPTS = 20;
    private static final byte[] HOME = HttpResponse.name("home");
    private static final String VALUE = "v".repeat(VALUE_BYTES);

    /**
     * What became of the reads of entries so far.
     *
     * @param local answered from the memory of the node that was asked
     */
    record Gets(long local, long home, long misses) {

        private static final byte[] HIT_LOCAL = HttpResponse.name("hit_local");
        private static final byte[] HIT_LEADER = HttpResponse.name("hit_leader");
        private static final byte[] MISS = HttpResponse.name("miss");

        private static Gets in(HttpResponse stats) {
            return new Gets(
                    Long.parseLong(stats.text(HIT_LOCAL)),
                    Long.parseLong(stats.text(HIT_LEADER)),
                    Long.parseLong(stats.text(MISS)));
        }

        Gets plus(Gets other) {
            return new Gets(local + other.local, home + other.home, misses + other.misses);
        }

        Gets since(Gets earlier) {
            return new Gets(local - earlier.local, home - earlier.home, misses - earlier.misses);
        }

        long all() {
            return local + home + misses;
        }

        double localShare() {
            return (double) local / all();
        }

        double hitRatio() {
            return (double) (local + home) / all();
        }
    }

    private final Cluster cluster;
    private final String path;
    private final List<List<HttpRequest>> reads = new ArrayList<>();

    CacheStage(Cluster cluster, String cache) {
        this.cluster = cluster;
        this.path = "/api/v1/caches/" + cache;
        for (var endpoint : cluster.endpoints()) {
            var requests = new ArrayList<HttpRequest>();
            for (int key = 0; key < KEYS; key++) {
                var request = HttpRequest.get(entry(key));
                request.bytesFor(endpoint, ""); // here and not by one of those who share it
                requests.add(request);
            }
            reads.add(requests);
        }
    }

    Cluster cluster() {
        return cluster;
    }

    int nodes() {
        return cluster.endpoints().size();
    }

    HttpConnection connect(int node) {
        return new HttpConnection(cluster.endpoints().get(node), TIMEOUT_MILLIS);
    }

    private String entry(int key) {
        return path + "/entries/k" + key;
    }

    HttpRequest read(int node, int key) {
        return reads.get(node).get(key);
    }

    HttpRequest write(int key) {
        return write("k" + key);
    }

    HttpRequest write(String key) {
        return HttpRequest.put(path + "/entries/" + key, "text/plain", VALUE);
    }

    HttpRequest readOf(String key) {
        return HttpRequest.get(path + "/entries/" + key);
    }

    static void expectValue(HttpResponse response) throws IOException {
        if (response.status != 200 || response.bodyLength != VALUE_BYTES) {
            throw new IOException("not the value: " + response);
        }
    }

    static void expectWritten(HttpResponse response) throws IOException {
        if (response.status != 201 && response.status != 204) {
            throw new IOException("not written: " + response);
        }
    }

    /** A data group may still be electing its leader. */
    void create() throws IOException, InterruptedException {
        try (var connection = connect(0)) {
            var request = HttpRequest.put(path, "{}");
            HttpResponse response = connection.exchange(request);
            for (int attempt = 1; response.status / 100 != 2 && attempt < CREATE_ATTEMPTS; attempt++) {
                if (response.status == 307) {
                    connection.moveTo(Endpoint.of(response.location));
                } else {
                    Thread.sleep(250);
                }
                response = connection.exchange(request);
            }
            if (response.status / 100 != 2) {
                throw new IOException("not created: " + response);
            }
        }
    }

    /** Writes every entry once. */
    void fill() throws IOException, InterruptedException {
        everyKey((connection, node, key) -> expectWritten(connection.exchange(write(key))));
    }

    /** Reads every entry once at each of the nodes. */
    void warm(List<Integer> nodes) throws IOException, InterruptedException {
        for (int wanted : nodes) {
            everyKey((connection, node, key) -> {
                connection.moveTo(cluster.endpoints().get(wanted));
                expectValue(connection.exchange(read(wanted, key)));
            });
        }
    }

    private interface Visit {
        void at(HttpConnection connection, int node, int key) throws IOException;
    }

    private void everyKey(Visit visit) throws IOException, InterruptedException {
        inParallel(FILLERS, (connection, node, worker) -> {
            for (int key = worker; key < KEYS; key += FILLERS) {
                visit.at(connection, node, key);
            }
        });
    }

    /** What one of several does, on a connection of its own to a node. */
    interface Work {
        void by(HttpConnection connection, int node, int worker) throws IOException;
    }

    /** Has so many do something at once, spread over the nodes; returns when all have, and fails if one of them did. */
    void inParallel(int workers, Work work) throws IOException, InterruptedException {
        var failures = new ArrayList<IOException>();
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < workers; number++) {
            int worker = number;
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                int node = worker % nodes();
                try (var connection = connect(node)) {
                    work.by(connection, node, worker);
                } catch (IOException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** What the node has counted. */
    Gets gets(int node) throws IOException {
        try (var connection = connect(node)) {
            return Gets.in(WaitersBench.ask(connection, HttpRequest.get(path + "/stats"), 200));
        }
    }

    /** What all nodes have counted. */
    Gets gets() throws IOException {
        var sum = new Gets(0, 0, 0);
        for (int node = 0; node < nodes(); node++) {
            sum = sum.plus(gets(node));
        }
        return sum;
    }

    /** The node that decides about the entry. */
    Endpoint homeOf(String key) throws IOException {
        try (var connection = connect(0)) {
            var home = WaitersBench.ask(connection, HttpRequest.get(path + "/entries/" + key + "/line"), 200)
                    .text(HOME);
            var url = HoldfastClient.clientUrl(connection.exchange(HoldfastClient.CLUSTER), home);
            if (url.isEmpty()) {
                throw new IOException("the entry " + key + " has no home: " + home);
            }
            return Endpoint.of(url);
        }
    }
}
