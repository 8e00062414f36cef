package io.holdfast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One keep-alive connection to one node at a time, opened when it is first needed and after the server closed it. */
final class HttpConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3_000;

    private final int timeoutMillis;
    private final String key;
    private Endpoint endpoint;
    private Socket socket = new Socket();
    private OutputStream out = OutputStream.nullOutputStream();
    private ResponseReader reader = new ResponseReader(InputStream.nullInputStream());
    private boolean open;
    private long opened;

    HttpConnection(Endpoint endpoint, int timeoutMillis) {
        this(endpoint, timeoutMillis, "");
    }

    /** @param key that is shown with every request, empty for none */
    HttpConnection(Endpoint endpoint, int timeoutMillis, String key) {
        this.endpoint = endpoint;
        this.timeoutMillis = timeoutMillis;
        this.key = key;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** How many connections were needed so far: more than one means that the server closes them. */
    long opened() {
        return opened;
    }

    void moveTo(Endpoint other) {
        if (!other.equals(endpoint)) {
            close();
            endpoint = other;
        }
    }

    HttpResponse exchange(HttpRequest request) throws IOException {
        try {
            if (!open) {
                connect();
            }
            out.write(request.bytesFor(endpoint, key));
            HttpResponse response = reader.read();
            if (!response.keepAlive) {
                close();
            }
            return response;
        } catch (IOException e) {
            close();
            throw new IOException(request + " at " + endpoint.authority() + ": " + e.getMessage(), e);
        }
    }

    /** The status of one GET on a connection of its own, or 0 when nobody answers. */
    static int statusOf(Endpoint endpoint, String path, int timeoutMillis) {
        try (var connection = new HttpConnection(endpoint, timeoutMillis)) {
            return connection.exchange(HttpRequest.get(path)).status;
        } catch (IOException e) {
            return 0;
        }
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(endpoint.address(), CONNECT_MILLIS);
        socket.setSoTimeout(timeoutMillis);
        out = socket.getOutputStream();
        reader = new ResponseReader(socket.getInputStream());
        open = true;
        opened++;
    }

    @Override
    public void close() {
        open = false;
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
