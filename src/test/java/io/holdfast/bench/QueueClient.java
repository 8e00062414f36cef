package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Sends to one Holdfast queue, or receives and acknowledges there, over one connection to one node. */
final class QueueClient implements AutoCloseable {

    private static final byte[] RECEIPT = HttpResponse.name("receipt");
    private static final byte[] ID = HttpResponse.name("id");
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int STAMP_DIGITS = 16;
    private static final int DETOURS_MAX = 100;
    private static final long DETOUR_PAUSE_MILLIS = 50;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] STAMP = HttpResponse.pattern("\"stamp:");

    private final HttpConnection connection;
    private final String path;
    private final int batch;
    private final String filler;
    private final String wanted;
    private String receipts = "";

    /** @param batch how many messages a request carries */
    QueueClient(Endpoint endpoint, String queue, int batch, int bodyBytes) {
        this.connection = new HttpConnection(endpoint, TIMEOUT_MILLIS);
        this.path = "/api/v1/queues/" + queue;
        this.batch = batch;
        this.filler = letters(bodyBytes - "stamp:".length() - STAMP_DIGITS);
        this.wanted = "{\"max\":" + batch + ",\"wait\":\"1s\"}";
    }

    /** Of no pattern, so that a disk that compresses has no advantage. */
    private static String letters(int count) {
        return new Random(1)
                .ints(count, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    void create() throws IOException {
        var response = connection.exchange(HttpRequest.put(path, "{\"deduplication\":\"0s\"}"));
        if (response.status == 307) {
            connection.moveTo(Endpoint.of(response.location));
            response = connection.exchange(HttpRequest.put(path, "{\"deduplication\":\"0s\"}"));
        }
        if (response.status / 100 != 2) {
            throw new IOException("not created: " + response);
        }
    }

    void delete() throws IOException {
        var response = connection.exchange(HttpRequest.delete(path));
        if (response.status == 307) {
            connection.moveTo(Endpoint.of(response.location));
            connection.exchange(HttpRequest.delete(path));
        }
    }

    /** Returns when all of the batch is on disk at a majority. */
    void send(long stampNanos) throws IOException {
        var body = "stamp:%016x".formatted(stampNanos) + filler;
        if (batch == 1) {
            var response = exchange(HttpRequest.post(path + "/messages", "text/plain", body));
            if (response.status != 201) {
                throw new IOException("not sent: " + response);
            }
            return;
        }
        var json = new StringBuilder("{\"messages\":[");
        for (int i = 0; i < batch; i++) {
            json.append(i == 0 ? "" : ",").append("{\"body\":\"").append(body).append("\"}");
        }
        var response = exchange(
                HttpRequest.post(path + "/messages/batch", json.append("]}").toString()));
        int taken = count(response, ID);
        if (response.status / 100 != 2 || taken != batch) {
            throw new IOException("sent " + batch + ", taken " + taken + ": " + response);
        }
    }

    /**
     * Acknowledges what came last time and receives more, in one round trip; the stamps of what came now.
     *
     * @param more false acknowledges only
     */
    List<Long> next(boolean more) throws IOException {
        HttpResponse response;
        if (receipts.isEmpty()) {
            response = more ? exchange(HttpRequest.post(path + "/receive", wanted)) : null;
        } else {
            var receive = more ? ",\"receive\":" + wanted : "";
            response = exchange(HttpRequest.post(path + "/settle", "{\"acks\":[" + receipts + "]" + receive + "}"));
        }
        receipts = "";
        if (response == null || response.status == 204) {
            return List.of();
        }
        if (response.status != 200) {
            throw new IOException("not received: " + response);
        }
        return more ? received(response) : List.of();
    }

    private List<Long> received(HttpResponse response) {
        var stamps = new ArrayList<Long>(batch);
        var found = new StringBuilder();
        int from = Math.max(0, response.indexOf(HttpResponse.name("messages"), 0));
        for (int at = response.indexOf(RECEIPT, from); at >= 0; at = response.indexOf(RECEIPT, at + 1)) {
            found.append(found.isEmpty() ? "\"" : ",\"")
                    .append(response.text(RECEIPT, at))
                    .append('"');
        }
        for (int at = response.indexOf(STAMP, from); at >= 0; at = response.indexOf(STAMP, at + 1)) {
            stamps.add(response.hex(at + STAMP.length, STAMP_DIGITS));
        }
        receipts = found.toString();
        return stamps;
    }

    private static int count(HttpResponse response, byte[] pattern) {
        int count = 0;
        for (int at = response.indexOf(pattern, 0); at >= 0; at = response.indexOf(pattern, at + 1)) {
            count++;
        }
        return count;
    }

    private HttpResponse exchange(HttpRequest request) throws IOException {
        for (int attempt = 0; attempt < DETOURS_MAX; attempt++) {
            var response = connection.exchange(request);
            if (response.status != 503) {
                return response;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(DETOUR_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("put off " + DETOURS_MAX + " times: " + request);
    }

    @Override
    public void close() {
        connection.close();
    }
}
