package io.holdfast.process;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How clients come to the nodes of a cluster.
 *
 * @param trust by which authority nodes are known; null where they speak plain text
 * @param key by which the client is known; empty for a client that does not say who it is
 */
record Access(@Nullable SSLContext trust, String key) {

    static final Access OPEN = new Access(null, "");

    Access with(String otherKey) {
        return new Access(trust, otherKey);
    }

    URI at(int port) {
        return URI.create((trust == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    HttpClient.Builder client() {
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        return trust == null ? client : client.sslContext(trust);
    }

    HttpRequest.Builder request(URI url) {
        var request = HttpRequest.newBuilder(url);
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }
}
