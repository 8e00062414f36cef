package io.holdfast.bench;

import java.net.InetSocketAddress;
import java.net.URI;

/** Where a node listens. */
record Endpoint(String host, int port) {

    static Endpoint loopback(int port) {
        return new Endpoint("127.0.0.1", port);
    }

    /** The node a URL points at; the path is of no interest. */
    static Endpoint of(String url) {
        URI uri = URI.create(url.strip());
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not a plain HTTP address: " + url);
        }
        return new Endpoint(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
    }

    String authority() {
        return host + ":" + port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }
}
