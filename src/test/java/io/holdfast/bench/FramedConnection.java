package io.holdfast.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A connection on which one frame goes out and one comes back, each behind its length. */
final class FramedConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3_000;

    private final Endpoint endpoint;
    private final int timeoutMillis;
    private final Frame frame = new Frame();
    private Socket socket = new Socket();
    private DataInputStream in = new DataInputStream(InputStream.nullInputStream());
    private OutputStream out = OutputStream.nullOutputStream();
    private boolean open;

    FramedConnection(Endpoint endpoint, int timeoutMillis) {
        this.endpoint = endpoint;
        this.timeoutMillis = timeoutMillis;
    }

    void open() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(endpoint.address(), CONNECT_MILLIS);
        socket.setSoTimeout(timeoutMillis);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** The one frame of this connection, empty: fill it, then call {@link #exchange}. */
    Frame begin() {
        return frame.clear();
    }

    /** Sends the frame and reads the answer into it. */
    Frame exchange() throws IOException {
        try {
            frame.sendTo(out);
            frame.readFrom(in);
            return frame;
        } catch (IOException e) {
            close();
            throw new IOException(endpoint.authority() + ": " + e, e);
        }
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
