package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    private static final String GRANTED = "{\"state\":\"HELD\",\"token\":\"17\",\"holdCount\": 1 }";
    private static final String SIZED = """
            HTTP/1.1 200 OK\r
            Holdfast-Node: n1\r
            Content-Length: %d\r
            \r
            %s""".formatted(GRANTED.length(), GRANTED);
    private static final String CHUNKED =
            """
            HTTP/1.1 200 \r
            transfer-encoding: chunked\r
            \r
            10;name=value\r
            %s\r
            %X\r
            %s\r
            0\r
            Trailer: x\r
            \r
            """.formatted(GRANTED.substring(0, 16), GRANTED.length() - 16, GRANTED.substring(16));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void answersMayArriveInPiecesOfAnySize(int piece) throws IOException {
        var reader = reader(SIZED + CHUNKED + SIZED, piece);

        for (int answer = 0; answer < 3; answer++) {
            HttpResponse response = reader.read();
            assertThat(response.status).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo(GRANTED);
            assertThat(response.keepAlive).isTrue();
        }
    }

    @Test
    void theServerMaySayThatItCloses() throws IOException {
        var reader = reader("HTTP/1.1 503 \r\nCONNECTION: close\r\ncontent-length: 2\r\n\r\nno", 5);

        HttpResponse response = reader.read();

        assertThat(response.status).isEqualTo(503);
        assertThat(response.keepAlive).isFalse();
        assertThat(response.bodyText()).isEqualTo("no");
    }

    @Test
    void aBodyWithoutLengthEndsWithTheConnection() throws IOException {
        HttpResponse response = reader("HTTP/1.1 200 OK\r\n\r\nto the end", 4).read();

        assertThat(response.bodyText()).isEqualTo("to the end");
        assertThat(response.keepAlive).isFalse();
    }

    @Test
    void anAnswerWithoutContentHasNoBody() throws IOException {
        var reader = reader("HTTP/1.1 204 No Content\r\n\r\n" + SIZED, 9);

        assertThat(reader.read().bodyLength).isZero();
        assertThat(reader.read().bodyText()).isEqualTo(GRANTED);
    }

    @Test
    void interimAnswersAreSkipped() throws IOException {
        assertThat(reader("HTTP/1.1 100 Continue\r\n\r\n" + SIZED, 9).read().status)
                .isEqualTo(200);
    }

    @Test
    void aRedirectNamesTheLeaderAndTheNextAnswerDoesNotInheritIt() throws IOException {
        var reader = reader(
                "HTTP/1.1 307 \r\nLocation: http://127.0.0.1:8082/api/v1/sessions\r\nContent-Length: 0\r\n\r\n" + SIZED,
                11);

        assertThat(reader.read().location).isEqualTo("http://127.0.0.1:8082/api/v1/sessions");
        assertThat(reader.read().location).isEmpty();
    }

    @Test
    void aBodyMayBeLargerThanTheBuffer() throws IOException {
        String large = "x".repeat(100_000);

        HttpResponse response = reader("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + large, 1_460)
                .read();

        assertThat(response.bodyText()).isEqualTo(large);
    }

    @Test
    void anAnswerThatBreaksOffIsAnError() {
        String half = SIZED.substring(0, SIZED.length() - 5);

        assertThatThrownBy(() -> reader(half, 10).read()).isInstanceOf(EOFException.class);
    }

    @Test
    void whatIsNotHttpIsAnError() {
        assertThatThrownBy(() -> reader("SSH-2.0-OpenSSH_9.2\r\n", 64).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an HTTP answer");
    }

    @Test
    void fieldsAreFoundByTheirNames() throws IOException {
        HttpResponse response = reader(SIZED, 64).read();

        assertThat(response.text(HttpResponse.name("token"))).isEqualTo("17");
        assertThat(response.text(HttpResponse.name("holdCount"))).isEqualTo("1");
        assertThat(response.text(HttpResponse.name("ticket"))).isEmpty();
    }

    private static ResponseReader reader(String bytes, int piece) {
        return new ResponseReader(inPieces(bytes, piece));
    }

    /** Hands out at most that many bytes per read, as a network may. */
    private static InputStream inPieces(String bytes, int piece) {
        return new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, piece));
            }
        };
    }
}
