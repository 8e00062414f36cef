package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** What the server refuses before any of our code sees it. */
@EdgeTest
class TomcatErrorsTest {

    private final int port;

    TomcatErrorsTest(@LocalServerPort int port) {
        this.port = port;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GARBAGE                                 | 400 | bad-request",
                "GET /api/v1/locks/a%2Fb HTTP/1.1        | 400 | bad-request",
                "GET /api/v1/locks/a%zz HTTP/1.1         | 400 | bad-request",
                "GET /api/v1/locks/a%00b HTTP/1.1        | 400 | bad-request",
                "GET /{} HTTP/1.1                        | 400 | bad-request",
                "TRACE / HTTP/1.1                        | 405 | method-not-allowed",
                "GET /api/v1/../../etc/passwd HTTP/1.1   | 404 | not-found",
                "GET / HTTP/3.7                          | 505 | not-supported"
            })
    void whatTheServerRefusesIsAProblemToo(String line, int status, String code) throws IOException {
        var answer = send(line);

        var body = JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json", "Holdfast-Node: n1");
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("code").asString()).isEqualTo(code);
        assertThat(answer).doesNotContain("Tomcat", "Exception");
    }

    private String send(String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
