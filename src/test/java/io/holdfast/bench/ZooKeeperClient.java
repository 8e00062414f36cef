package io.holdfast.bench;

import java.io.IOException;
import java.util.List;

/**
 * Takes and gives back one ZooKeeper lock by the recipe of its documentation.
 *
 * <p>It speaks the protocol itself instead of using the client library: so it costs as little as the HTTP client does,
 * and neither side is charged for its library's threads. Any request keeps the session alive.
 */
final class ZooKeeperClient implements LockClient {

    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int GET_CHILDREN = 8;
    private static final int CLOSE_SESSION = -11;
    private static final int PERSISTENT = 0;
    private static final int EPHEMERAL_SEQUENTIAL = 3;
    private static final int NODE_EXISTS = -110;
    private static final int ALL_PERMISSIONS = 31;
    private static final int ANY_VERSION = -1;
    private static final int PASSWORD_LENGTH = 16;
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final String ROOT = "/bench";
    private static final byte[] NO_BYTES = {};

    private final String lock;
    private final int ttlSeconds;
    private final FramedConnection connection;
    private long session;
    private byte[] password = {};
    private int exchange;
    private String node = "";

    ZooKeeperClient(Endpoint endpoint, String lock, int ttlSeconds) {
        this.lock = ROOT + "/" + lock;
        this.ttlSeconds = ttlSeconds;
        this.connection = new FramedConnection(endpoint, TIMEOUT_MILLIS);
    }

    @Override
    public void open() throws IOException {
        session = 0;
        password = new byte[PASSWORD_LENGTH];
        connect();
        ensureExists(ROOT);
        ensureExists(lock);
    }

    /** Opens the session, or goes on with the one there is. */
    private void connect() throws IOException {
        connection.open();
        Frame hello = connection.begin();
        hello.putInt(0).putLong(0).putInt(ttlSeconds * 1_000).putLong(session);
        hello.putBytes(password).putBoolean(false);
        Frame welcome = connection.exchange();
        welcome.takeInt();
        if (welcome.takeInt() <= 0) {
            throw new IOException("ZooKeeper opened no session");
        }
        session = welcome.takeLong();
        password = welcome.takeBytes();
    }

    @Override
    public void acquire() throws IOException {
        create(lock + "/lock-", EPHEMERAL_SEQUENTIAL);
        node = succeeded("create", call()).takeText();
        begin(GET_CHILDREN).putText(lock).putBoolean(false);
        List<String> children = succeeded("getChildren", call()).takeTexts();
        String own = node.substring(lock.length() + 1);
        // the names differ in the counter at their end only
        if (children.stream().min(String::compareTo).filter(own::equals).isEmpty()) {
            throw new IOException("not granted: " + own + " is not the lowest of " + children);
        }
    }

    @Override
    public void release() throws IOException {
        begin(DELETE).putText(node).putInt(ANY_VERSION);
        succeeded("delete", call());
    }

    @Override
    public void keepAlive() {
        // a client in a closed loop always has just sent something
    }

    /** Ends the session also after its connection broke, or what it left behind would hold the lock until it expires. */
    @Override
    public void close() {
        try {
            if (session != 0) {
                if (!connection.isOpen()) {
                    connect();
                }
                begin(CLOSE_SESSION);
                call();
            }
        } catch (IOException e) {
            // the session ends by itself
        }
        session = 0;
        connection.close();
    }

    private void ensureExists(String path) throws IOException {
        create(path, PERSISTENT);
        Frame answer = call();
        int error = answer.takeInt();
        if (error != 0 && error != NODE_EXISTS) {
            throw new IOException("ZooKeeper refused to create " + path + ": error " + error);
        }
    }

    private void create(String path, int mode) {
        Frame frame = begin(CREATE).putText(path).putBytes(NO_BYTES);
        frame.putInt(1).putInt(ALL_PERMISSIONS).putText("world").putText("anyone");
        frame.putInt(mode);
    }

    private Frame begin(int operation) {
        exchange++;
        return connection.begin().putInt(exchange).putInt(operation);
    }

    /** Sends what was begun and reads the head of the answer up to the error code. */
    private Frame call() throws IOException {
        Frame answer = connection.exchange();
        int answered = answer.takeInt();
        if (answered != exchange) {
            throw new IOException("asked " + exchange + " and was answered " + answered);
        }
        answer.takeLong();
        return answer;
    }

    private static Frame succeeded(String operation, Frame answer) throws IOException {
        int error = answer.takeInt();
        if (error != 0) {
            throw new IOException(operation + ": ZooKeeper's error " + error);
        }
        return answer;
    }
}
