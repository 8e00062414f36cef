package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.core.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final byte[] BODY = {0, 1, -1, '{'};

    @Test
    void whatWasSealedIsOpened() {
        var envelope =
                Envelope.of("text/plain;charset=utf-8", Map.of("tenant", "Zoë", "ce-id", "7", "empty", ""), BODY);

        var opened = Envelope.open(envelope.seal());

        assertThat(opened.contentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(opened.attributes()).isEqualTo(envelope.attributes());
        assertThat(opened.body()).isEqualTo(BODY);
    }

    /** Messages outlive upgrades. */
    @Test
    void releasedBytesMeanWhatTheyMeant() {
        var bytes = HexFormat.of().parseHex("01" + "03" + "612f62" + "01" + "016e" + "0002" + "c3a9" + "00ff");

        var opened = Envelope.open(new Payload(bytes));

        assertThat(opened.contentType()).isEqualTo("a/b");
        assertThat(opened.attributes()).containsExactly(Map.entry("n", "é"));
        assertThat(opened.body()).containsExactly(0, 255);
        assertThat(opened.seal().bytes()).isEqualTo(bytes);
    }

    @Test
    void limitsAreAtTheirEdges() {
        var most = new TreeMap<String, String>();
        for (int i = 0; i < Envelope.ATTRIBUTES_MAX; i++) {
            most.put("n" + i, "v".repeat(Envelope.VALUE_BYTES_MAX));
        }
        var type = "a/" + "b".repeat(Envelope.CONTENT_TYPE_LENGTH_MAX - 2);
        var name = "n".repeat(Envelope.NAME_LENGTH_MAX);

        assertThat(Envelope.open(Envelope.of(type, most, BODY).seal()).attributes())
                .isEqualTo(most);
        assertThatCode(() -> Envelope.of("a/b", Map.of(name, ""), BODY)).doesNotThrowAnyException();
        refused(type + "b", Map.of());
        refused("", Map.of());
        refused("a/b\n", Map.of());
        refused("a/b", Map.of(name + "n", ""));
        refused("a/b", Map.of("Upper", ""));
        refused("a/b", Map.of("", ""));
        refused("a/b", Map.of("n", "ä".repeat(Envelope.VALUE_BYTES_MAX / 2 + 1)));
        most.put("more", "");
        refused("a/b", most);
    }

    private static void refused(String type, Map<String, String> attributes) {
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.of(type, attributes, BODY));
    }

    @Test
    void whatIsNoEnvelopeIsADefect() {
        var sealed = Envelope.of("a/b", Map.of("n", "v"), new byte[0]).seal().bytes();

        for (int length = 0; length < sealed.length; length++) {
            var cut = Arrays.copyOf(sealed, length);
            assertThatIllegalStateException().isThrownBy(() -> Envelope.open(new Payload(cut)));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Envelope.open(new Payload("2".getBytes(StandardCharsets.US_ASCII))));
    }
}
