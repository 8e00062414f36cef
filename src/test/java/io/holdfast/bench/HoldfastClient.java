package io.holdfast.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes and gives back one Holdfast lock over HTTP.
 *
 * <p>It asks who leads and talks to that node; an answer 307 or 503 makes it look again and send the request once more,
 * which both answers allow: neither node has done anything. With an explicit session the acquire request never changes;
 * an implicit one is opened by every acquire and ends with the release.
 */
final class HoldfastClient implements LockClient {

    private static final byte[] SESSION = HttpResponse.name("session");
    private static final byte[] TOKEN = HttpResponse.name("token");
    private static final byte[] STATE = HttpResponse.name("state");
    private static final byte[] LEADER = HttpResponse.name("leader");
    private static final byte[] NODES = HttpResponse.name("nodes");
    private static final byte[] CLIENT = HttpResponse.name("client");

    private static final int DETOURS_MAX = 100;
    private static final long DETOUR_PAUSE_MILLIS = 50;
    private static final int TIMEOUT_MILLIS = 15_000;
    static final HttpRequest CLUSTER = HttpRequest.get("/api/v1/cluster");

    private final List<Endpoint> seeds;
    private final String lock;
    private final int ttlSeconds;
    private final boolean implicit;
    private final HttpConnection connection;

    private HttpRequest acquire;
    private HttpRequest keepAlive = CLUSTER;
    private String session = "";
    private String token = "";
    private int seed;
    private long detours;

    HoldfastClient(List<Endpoint> seeds, String lock, int ttlSeconds, boolean implicit) {
        this(seeds, "", lock, ttlSeconds, implicit);
    }

    /** @param key that it shows, empty for none */
    HoldfastClient(List<Endpoint> seeds, String key, String lock, int ttlSeconds, boolean implicit) {
        this.seeds = seeds;
        this.lock = lock;
        this.ttlSeconds = ttlSeconds;
        this.implicit = implicit;
        this.connection = new HttpConnection(seeds.getFirst(), TIMEOUT_MILLIS, key);
        this.acquire = acquireBy("\"owner\":\"" + lock + "\",\"ttl\":\"" + ttlSeconds + "s\"");
    }

    @Override
    public void open() throws IOException {
        goToLeader();
        if (implicit) {
            return;
        }
        var request =
                HttpRequest.post("/api/v1/sessions", "{\"name\":\"" + lock + "\",\"ttl\":\"" + ttlSeconds + "s\"}");
        session = expect(201, request, SESSION);
        acquire = acquireBy("\"session\":\"" + session + "\"");
        keepAlive = HttpRequest.post("/api/v1/sessions/" + session + "/keepalive", "");
    }

    @Override
    public void acquire() throws IOException {
        HttpResponse response = send(acquire);
        token = response.text(TOKEN);
        if (response.status != 200 || token.isEmpty()) {
            throw new IOException("not granted: " + response);
        }
        if (implicit) {
            session = response.text(SESSION);
        }
    }

    @Override
    public void release() throws IOException {
        var request = HttpRequest.post(
                "/api/v1/locks/" + lock + "/release", "{\"session\":\"" + session + "\",\"token\":\"" + token + "\"}");
        HttpResponse response = send(request);
        if (response.status != 200 || !response.text(STATE).equals("RELEASED")) {
            throw new IOException("not released: " + response);
        }
    }

    @Override
    public void keepAlive() throws IOException {
        if (!implicit) {
            expect(200, keepAlive, SESSION);
        }
    }

    @Override
    public long detours() {
        return detours;
    }

    @Override
    public long connections() {
        return connection.opened();
    }

    @Override
    public void close() {
        try {
            if (!session.isEmpty()) {
                send(HttpRequest.delete("/api/v1/sessions/" + session));
            }
        } catch (IOException e) {
            // the session ends by itself
        }
        session = "";
        connection.close();
    }

    private HttpRequest acquireBy(String who) {
        return HttpRequest.post("/api/v1/locks/" + lock + "/acquire", "{" + who + "}");
    }

    private String expect(int status, HttpRequest request, byte[] field) throws IOException {
        HttpResponse response = send(request);
        String value = response.text(field);
        if (response.status != status || value.isEmpty()) {
            throw new IOException(request + ": " + response);
        }
        return value;
    }

    private HttpResponse send(HttpRequest request) throws IOException {
        for (int attempt = 0; attempt < DETOURS_MAX; attempt++) {
            HttpResponse response = connection.exchange(request);
            if (response.status == 307 && !response.location.isEmpty()) {
                connection.moveTo(Endpoint.of(response.location));
            } else if (response.status == 503) {
                pause();
                goToLeader();
            } else {
                return response;
            }
            detours++;
        }
        throw new IOException("sent around " + DETOURS_MAX + " times: " + request);
    }

    /** Moves to the node that leads, or to the next one that may know, when this one does not. */
    private void goToLeader() throws IOException {
        try {
            HttpResponse response = connection.exchange(CLUSTER);
            String url = leaderUrl(response);
            if (response.status == 200 && !url.isEmpty()) {
                connection.moveTo(Endpoint.of(url));
                return;
            }
        } catch (IOException e) {
            if (seeds.size() == 1) {
                throw e;
            }
        }
        seed = (seed + 1) % seeds.size();
        connection.moveTo(seeds.get(seed));
    }

    /** The client address of the member that the answer names as leader, or "" while there is none. */
    static String leaderUrl(HttpResponse response) {
        String leader = response.text(LEADER);
        return leader.isEmpty() || leader.equals("null") ? "" : clientUrl(response, leader);
    }

    /** The client address of the member of that name, or "" when the answer names none. */
    static String clientUrl(HttpResponse response, String node) {
        int nodes = response.indexOf(NODES, 0);
        int member = nodes < 0 ? -1 : response.indexOf(HttpResponse.pattern("\"node\":\"" + node + "\""), nodes);
        return member < 0 ? "" : response.text(CLIENT, member);
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(DETOUR_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
