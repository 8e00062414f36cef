package io.holdfast.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens on this machine: it says where its keys are, and which they are, while it is there. */
final class FakeIssuer {

    private final int port = freePort();
    private final AtomicInteger questions = new AtomicInteger();
    private final List<RSAKey> keys = new ArrayList<>();
    private HttpServer server;

    String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** How often it was asked for its keys. */
    int questions() {
        return questions.get();
    }

    synchronized void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                        {"issuer": "%s", "jwks_uri": "%s/keys", "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(uri(), uri())));
        server.createContext("/keys", exchange -> {
            questions.incrementAndGet();
            answer(exchange, keySet());
        });
        server.start();
    }

    synchronized void stop() {
        server.stop(0);
    }

    private synchronized String keySet() {
        return new JWKSet(List.copyOf(keys)).toString();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A key that it signs with from now on. */
    synchronized RSAKey newKey(String id) {
        var key = key(id);
        keys.add(key);
        return key;
    }

    synchronized void forget(RSAKey key) {
        keys.remove(key);
    }

    /** A key that it knows nothing of. */
    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2_048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String token(RSAKey key, String role) {
        return token(key, claims(role).build());
    }

    JWTClaimsSet.Builder claims(String role) {
        return new JWTClaimsSet.Builder()
                .issuer(uri())
                .subject("carol")
                .audience("holdfast")
                .claim("roles", List.of(role))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    static String token(RSAKey key, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID(key.getKeyID())
                    .build();
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
