package io.holdfast.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that speaks as much of Redis' protocol as a lock needs. Commands may be sent ahead of their replies. */
final class RespConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3_000;

    private final Endpoint endpoint;
    private final int timeoutMillis;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();

    RespConnection(Endpoint endpoint, int timeoutMillis) {
        this.endpoint = endpoint;
        this.timeoutMillis = timeoutMillis;
    }

    void open() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(endpoint.address(), CONNECT_MILLIS);
        socket.setSoTimeout(timeoutMillis);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** The bytes of a command, so that one that never changes is built once. */
    static byte[] command(String... words) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ascii("$" + text.length + "\r\n"));
            bytes.writeBytes(text);
            bytes.writeBytes(ascii("\r\n"));
        }
        return bytes.toByteArray();
    }

    void send(byte[] commands) throws IOException {
        out.write(commands);
    }

    void send(String... words) throws IOException {
        send(command(words));
    }

    /** The next reply as text, or "" for nil; an error reply is thrown. */
    String reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> bulk(Integer.parseInt(rest));
            case '-' -> throw new IOException("Redis: " + rest);
            default -> throw new IOException("a reply this does not know: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] text = in.readNBytes(length);
        line();
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(endpoint.authority() + " closed the connection");
            }
            text.append((char) b);
        }
        text.setLength(Math.max(0, text.length() - 1));
        return text.isEmpty() ? " " : text.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
