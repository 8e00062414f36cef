package io.holdfast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Takes and gives back one etcd key over the JSON gateway. Both requests never change once the lease is there. */
final class EtcdClient implements LockClient {

    private static final byte[] LEASE = HttpResponse.name("ID");
    private static final byte[] TTL = HttpResponse.name("TTL");
    private static final byte[] SUCCEEDED = HttpResponse.name("succeeded");
    private static final byte[] DELETED = HttpResponse.name("deleted");
    private static final int TIMEOUT_MILLIS = 15_000;

    private final HttpConnection connection;
    private final String key;
    private final int ttlSeconds;
    private final HttpRequest release;
    private HttpRequest acquire;
    private HttpRequest keepAlive;
    private String lease = "";

    EtcdClient(Endpoint leader, String lock, int ttlSeconds) {
        this.connection = new HttpConnection(leader, TIMEOUT_MILLIS);
        this.key = Base64.getEncoder().encodeToString(lock.getBytes(StandardCharsets.UTF_8));
        this.ttlSeconds = ttlSeconds;
        this.release = HttpRequest.post("/v3/kv/deleterange", "{\"key\":\"" + key + "\"}");
        this.acquire = release;
        this.keepAlive = release;
    }

    @Override
    public void open() throws IOException {
        lease = expect(HttpRequest.post("/v3/lease/grant", "{\"TTL\":\"" + ttlSeconds + "\"}"), LEASE);
        acquire = HttpRequest.post("/v3/kv/txn", """
                {"compare":[{"key":"%1$s","target":"CREATE","create_revision":"0"}],\
                "success":[{"request_put":{"key":"%1$s","value":"%1$s","lease":"%2$s"}}]}""".formatted(key, lease));
        keepAlive = HttpRequest.post("/v3/lease/keepalive", "{\"ID\":\"" + lease + "\"}");
    }

    @Override
    public void acquire() throws IOException {
        String succeeded = expect(acquire, SUCCEEDED);
        if (!succeeded.equals("true")) {
            throw new IOException("not granted: succeeded=" + succeeded);
        }
    }

    @Override
    public void release() throws IOException {
        String deleted = expect(release, DELETED);
        if (!deleted.equals("1")) {
            throw new IOException("not released: deleted=" + deleted);
        }
    }

    @Override
    public void keepAlive() throws IOException {
        expect(keepAlive, TTL);
    }

    @Override
    public long connections() {
        return connection.opened();
    }

    @Override
    public void close() {
        try {
            if (!lease.isEmpty()) {
                connection.exchange(HttpRequest.post("/v3/lease/revoke", "{\"ID\":\"" + lease + "\"}"));
            }
        } catch (IOException e) {
            // the lease ends by itself
        }
        lease = "";
        connection.close();
    }

    private String expect(HttpRequest request, byte[] field) throws IOException {
        HttpResponse response = connection.exchange(request);
        String value = response.text(field);
        if (response.status != 200 || value.isEmpty()) {
            throw new IOException(request + ": " + response);
        }
        return value;
    }
}
