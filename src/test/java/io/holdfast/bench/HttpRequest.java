package io.holdfast.bench;

import java.nio.charset.StandardCharsets;

/** A request whose bytes are built once per node it is sent to, since a client sends the same one over and over. */
final class HttpRequest {

    private final String method;
    private final String path;
    private final String contentType;
    private final byte[] body;
    private String builtFor = "";
    private byte[] built = {};

    private HttpRequest(String method, String path, String json) {
        this(method, path, "application/json", json);
    }

    private HttpRequest(String method, String path, String contentType, String body) {
        this.method = method;
        this.path = path;
        this.contentType = contentType;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    static HttpRequest get(String path) {
        return new HttpRequest("GET", path, "");
    }

    static HttpRequest post(String path, String json) {
        return new HttpRequest("POST", path, json);
    }

    static HttpRequest post(String path, String contentType, String body) {
        return new HttpRequest("POST", path, contentType, body);
    }

    static HttpRequest put(String path, String json) {
        return new HttpRequest("PUT", path, json);
    }

    static HttpRequest put(String path, String contentType, String body) {
        return new HttpRequest("PUT", path, contentType, body);
    }

    static HttpRequest delete(String path) {
        return new HttpRequest("DELETE", path, "");
    }

    /** @param key that the sender shows, empty for none */
    byte[] bytesFor(Endpoint endpoint, String key) {
        String sent = endpoint.authority() + key;
        if (!builtFor.equals(sent)) {
            built = build(endpoint.authority(), key);
            builtFor = sent;
        }
        return built;
    }

    private byte[] build(String authority, String key) {
        var head = new StringBuilder(160)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\n");
        if (!key.isEmpty()) {
            head.append("Authorization: Bearer ").append(key).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
