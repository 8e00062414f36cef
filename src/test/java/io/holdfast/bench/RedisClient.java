package io.holdfast.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Takes and gives back one Redis lock. The key's own time to live stands in for a session. */
final class RedisClient implements LockClient {

    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int WAIT_MILLIS = 5_000;
    private static final String DELETE_IF_MINE =
            "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end";

    private final RespConnection connection;
    private final String lock;
    private final String ttlMillis;
    private final byte[] waitForReplica = RespConnection.command("WAIT", "1", Integer.toString(WAIT_MILLIS));
    private String script = "";
    private long cycle;
    private String token = "";

    RedisClient(Endpoint primary, String lock, int ttlSeconds) {
        this.connection = new RespConnection(primary, TIMEOUT_MILLIS);
        this.lock = lock;
        this.ttlMillis = Integer.toString(ttlSeconds * 1_000);
    }

    @Override
    public void open() throws IOException {
        connection.open();
        connection.send("SCRIPT", "LOAD", DELETE_IF_MINE);
        script = connection.reply();
    }

    @Override
    public void acquire() throws IOException {
        cycle++;
        token = lock + ":" + cycle;
        expect("OK", RespConnection.command("SET", lock, token, "NX", "PX", ttlMillis));
    }

    @Override
    public void release() throws IOException {
        expect("1", RespConnection.command("EVALSHA", script, "1", lock, token));
    }

    @Override
    public void keepAlive() {
        // the key is never held for as long as that
    }

    @Override
    public void close() {
        connection.close();
    }

    private void expect(String wanted, byte[] command) throws IOException {
        var both = new ByteArrayOutputStream(command.length + waitForReplica.length);
        both.writeBytes(command);
        both.writeBytes(waitForReplica);
        connection.send(both.toByteArray());
        String reply = connection.reply();
        String replicas = connection.reply();
        if (!reply.equals(wanted)) {
            throw new IOException("wanted " + wanted + ", Redis answered " + reply);
        }
        if (replicas.equals("0")) {
            throw new IOException("no replica within " + WAIT_MILLIS + " ms");
        }
    }
}
