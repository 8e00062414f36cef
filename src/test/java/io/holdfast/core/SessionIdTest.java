package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionIdTest {

    @Test
    void whatIsWrittenCanBeRead() {
        Stream.of(
                        new SessionId(0, 0),
                        new SessionId(-1, -1),
                        new SessionId(Long.MIN_VALUE, Long.MAX_VALUE),
                        new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L))
                .forEach(id -> assertThat(SessionId.parse(id.toString())).isEqualTo(id));
    }

    @Test
    void itIsWrittenAsThirtyTwoDigits() {
        assertThat(new SessionId(1, 0xaf)).hasToString("000000000000000100000000000000af");
    }

    @Test
    void whatIsNotExactlyThatIsNotRead() {
        var id = new SessionId(0x0123456789abcdefL, 7).toString();

        assertThat(SessionId.parse("")).isNull();
        assertThat(SessionId.parse(id.substring(1))).isNull();
        assertThat(SessionId.parse(id + "0")).isNull();
        assertThat(SessionId.parse(id.toUpperCase(Locale.ROOT))).isNull();
        assertThat(SessionId.parse("+" + id.substring(1))).isNull();
        assertThat(SessionId.parse("g" + id.substring(1))).isNull();
    }

    @Test
    void theirOrderIsThatOfTheirDigits() {
        var ids = Stream.of(
                        new SessionId(0, 1),
                        new SessionId(0, -1),
                        new SessionId(1, 0),
                        new SessionId(-1, 0),
                        new SessionId(-1, -1))
                .toList();

        assertThat(ids).isSorted();
        assertThat(ids.stream().map(SessionId::toString)).isSorted();
    }
}
