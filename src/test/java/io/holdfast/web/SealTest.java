package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.web.Seal.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who made a forwarded request, in a form that no client can forge. */
class SealTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Sealed REQUEST = new Sealed("POST", "/api/v1/locks/demo/acquire", "key-1", BODY);
    private static final Caller ALICE = new Caller(
            "alice",
            "0123456789abcdef",
            new Access(Role.WRITER, List.of(new Rule("lock", "a.", Role.READER), new Rule("*", "", Role.WRITER))),
            "10.0.0.7");
    private static final long NOW = 1_800_000_000;

    private final Seal seal = new Seal("x".repeat(32));

    @Test
    void aSealSaysWhoItIs() {
        var opened = seal.open(seal.put(ALICE, REQUEST, NOW), REQUEST, NOW + 60);

        assertThat(opened).isNotNull();
        assertThat(opened.caller()).isEqualTo(ALICE);
        assertThat(opened.covers(BODY)).isTrue();
        assertThat(opened.covers(new byte[0])).isFalse();
    }

    @Test
    void aSealIsGoodForOneRequestOnly() {
        var header = seal.put(ALICE, REQUEST, NOW);

        assertThat(seal.open(header, new Sealed("PUT", REQUEST.target(), REQUEST.key(), BODY), NOW))
                .isNull();
        assertThat(seal.open(header, new Sealed("POST", "/api/v1/locks/other/acquire", REQUEST.key(), BODY), NOW))
                .isNull();
        assertThat(seal.open(header, new Sealed("POST", REQUEST.target(), "key-2", BODY), NOW))
                .isNull();
    }

    @Test
    void aSealIsGoodForAShortWhile() {
        var header = seal.put(ALICE, REQUEST, NOW);

        assertThat(seal.open(header, REQUEST, NOW + 299)).isNotNull();
        assertThat(seal.open(header, REQUEST, NOW + 301)).isNull();
        assertThat(seal.open(header, REQUEST, NOW - 301)).isNull();
    }

    @Test
    void anotherSecretOpensNothing() {
        assertThat(new Seal("y".repeat(32)).open(seal.put(ALICE, REQUEST, NOW), REQUEST, NOW))
                .isNull();
    }

    @Test
    void nothingOfASealCanBeChanged() {
        var header = seal.put(ALICE, REQUEST, NOW);

        for (int i = 0; i < header.length(); i++) {
            var other = header.charAt(i) == 'A' ? 'B' : 'A';
            var changed = header.substring(0, i) + other + header.substring(i + 1);
            // The last character of a digest has bits that say nothing.
            if (i < header.length() - 1) {
                assertThat(seal.open(changed, REQUEST, NOW)).as(changed).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "....", "v1....", "v2.1.2.3.4", "v1.1.2.3.4.5", "v1.x.YQ.YQ.YQ"})
    void whatIsNoSealIsNone(String header) {
        assertThat(seal.open(header, REQUEST, NOW)).isNull();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new Seal("short")).hasMessageContaining("openssl rand -hex 32");
    }
}
