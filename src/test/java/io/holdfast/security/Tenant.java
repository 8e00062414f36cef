package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client with a key. */
final class Tenant {

    static final String ADMIN_KEY = "hf_0123456789abcdef_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    static final String SECRET = "a-secret-of-thirty-two-characters-at-least";

    private final Http http;
    private final String principal;
    private final String token;
    private final String key;

    private Tenant(Http http, String principal, String token, String key) {
        this.http = http;
        this.principal = principal;
        this.token = token;
        this.key = key;
    }

    /** Whoever has the first key, as soon as it is there. */
    static Tenant admin(Http http) {
        var admin = new Tenant(http, "admin", ADMIN_KEY, ADMIN_KEY.substring(3, 19));
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (admin.get("/api/v1/cluster").status() != 200) {
            assertThat(System.nanoTime())
                    .as("the first key is good for something")
                    .isLessThan(end);
            Thread.onSpinWait();
        }
        return admin;
    }

    /** Has a key made for a new principal. */
    Tenant with(String role, String... rules) {
        return like("p-" + UUID.randomUUID(), role, rules);
    }

    Tenant like(String name, String role, String... rules) {
        var list = Stream.of(rules).map(rule -> '"' + rule + '"').collect(Collectors.joining(","));
        var made = post("/api/v1/keys", """
                {"principal": "%s", "role": "%s", "rules": [%s]}""".formatted(name, role, list));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Tenant(http, name, made.string("token"), made.string("key"));
    }

    String principal() {
        return principal;
    }

    String token() {
        return token;
    }

    String key() {
        return key;
    }

    Answer get(String path, String... more) {
        return http.get(path, headers(more));
    }

    Answer post(String path, String json, String... more) {
        return http.post(path, json, headers(more));
    }

    Answer put(String path, String json, String... more) {
        return http.put(path, json, headers(more));
    }

    Answer patch(String path, String json) {
        return http.send(http.request(path, headers("Content-Type", "application/json"))
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    Answer delete(String path) {
        return http.delete(path, headers());
    }

    /** A session of its own. */
    String session() {
        return post("/api/v1/sessions", "{\"ttl\":\"1m\"}").string("session");
    }

    private String[] headers(String... more) {
        var headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
        headers.addAll(List.of(more));
        return headers.toArray(String[]::new);
    }
}
