package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class CallTest {

    private static final int BODY_MAX = 64;

    private final Minting minting = new Minting();

    @Test
    void theFingerprintCoversMethodPathQueryAndBody() throws IOException {
        long fingerprint =
                call("POST", "/api/v1/locks/a/acquire", "poll=1s", "{}").fingerprint();

        assertThat(call("POST", "/api/v1/locks/a/acquire", "poll=1s", "{}").fingerprint())
                .isEqualTo(fingerprint);
        assertThat(call("PUT", "/api/v1/locks/a/acquire", "poll=1s", "{}").fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(call("POST", "/api/v1/locks/b/acquire", "poll=1s", "{}").fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(call("POST", "/api/v1/locks/a/acquire", "poll=2s", "{}").fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(call("POST", "/api/v1/locks/a/acquire", "poll=1s", "{ }").fingerprint())
                .isNotEqualTo(fingerprint);
    }

    @Test
    void theBodyCanBeReadAgain() throws IOException {
        var call = call("POST", "/api/v1/sessions", null, "{\"name\":\"ä\"}");

        assertThat(call.getReader().readLine()).isEqualTo("{\"name\":\"ä\"}");
        assertThat(new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"ä\"}");
        assertThat(call.target()).isEqualTo("/api/v1/sessions");
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() throws IOException {
        assertThat(call("POST", "/api/v1/sessions", null, "x".repeat(BODY_MAX)).body())
                .hasSize(BODY_MAX);
        assertThatThrownBy(() -> call("POST", "/api/v1/sessions", null, "x".repeat(BODY_MAX + 1)))
                .hasMessageContaining("body-too-large");
    }

    @Test
    void keysAreMintedWhereNoneIsSent() throws IOException {
        var first = call("POST", "/api/v1/sessions", null, "{}").key().key();
        var second = call("POST", "/api/v1/sessions", null, "{}").key().key();

        assertThat(first).hasSize(22).isNotEqualTo(second);
    }

    private Call call(String method, String path, String query, String body) throws IOException {
        var request = new MockHttpServletRequest(method, path);
        request.setQueryString(query);
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return new CallReader(BODY_MAX, minting, List.of()).read(request, path, new Headroom(1, BODY_MAX + 1).share());
    }
}
