package io.holdfast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers what a Holdfast client asks with constant bytes, on raw sockets, a thread per connection. */
final class FloorServer implements AutoCloseable {

    private static final int BACKLOG = 1_024;
    private static final int REQUEST_MAX = 8 * 1024;
    private static final String SESSION = "0123456789abcdef0123456789abcdef";

    private final ServerSocket listener;
    private final byte[] cluster;
    private final byte[] session;
    private final byte[] granted;
    private final byte[] released;

    FloorServer(int port) throws IOException {
        listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        cluster = answer(200, """
                {"node":"n1","leader":"n1","term":1,"nodes":[{"node":"n1","role":"LEADER",\
                "client":"http://127.0.0.1:%d"}]}""".formatted(port()));
        session = answer(201, "{\"session\":\"" + SESSION + "\",\"ttlMillis\":30000}");
        granted = answer(200, """
                {"lock":"floor","state":"HELD","mode":"X","owner":"floor","session":"%s","token":"17",\
                "holdCount":1}""".formatted(SESSION));
        released = answer(200, "{\"lock\":\"floor\",\"state\":\"RELEASED\",\"holdCount\":0}");
    }

    static void main(String[] args) throws IOException {
        try (var server = new FloorServer(Integer.parseInt(args[0]))) {
            server.serve();
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Serves until it is closed. */
    void serve() {
        while (true) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[REQUEST_MAX];
            int filled = 0;
            while (true) {
                int length = requestLength(buffer, filled);
                if (length < 0) {
                    int n = in.read(buffer, filled, buffer.length - filled);
                    if (n <= 0) {
                        return;
                    }
                    filled += n;
                    continue;
                }
                socket.getOutputStream().write(answerTo(buffer));
                filled -= length;
                System.arraycopy(buffer, length, buffer, 0, filled);
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    /** How long the request at the front is, or -1 while it is not all there. */
    static int requestLength(byte[] buffer, int filled) {
        for (int at = 3; at < filled; at++) {
            if (buffer[at] == '\n' && buffer[at - 2] == '\n') {
                String head = new String(buffer, 0, at, StandardCharsets.ISO_8859_1);
                int length = at + 1 + contentLength(head);
                return length <= filled ? length : -1;
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        int at = head.indexOf("Content-Length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    }

    private byte[] answerTo(byte[] request) {
        int end = 0;
        while (request[end] != '\r') {
            end++;
        }
        String line = new String(request, 0, end, StandardCharsets.ISO_8859_1);
        if (line.startsWith("GET ")) {
            return cluster;
        } else if (line.endsWith("/acquire HTTP/1.1")) {
            return granted;
        } else if (line.endsWith("/release HTTP/1.1")) {
            return released;
        } else if (line.endsWith("/sessions HTTP/1.1")) {
            return session;
        }
        return answer(200, "{\"session\":\"" + SESSION + "\"}");
    }

    private static byte[] answer(int status, String json) {
        return """
                HTTP/1.1 %d \r
                Holdfast-Node: n1\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(status, json.length(), json).getBytes(StandardCharsets.ISO_8859_1);
    }
}
