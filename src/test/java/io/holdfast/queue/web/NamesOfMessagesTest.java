package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.queue.Lease;
import io.holdfast.web.ProblemException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients keep and bring back: ids, receipts, and the keys that decide where a message lives. */
class NamesOfMessagesTest {

    @Test
    void anIdNamesShardAndNumber() {
        var message = new MessageId(63, 0x1f40400L);

        assertThat(message).hasToString("63-1f40400");
        assertThat(MessageId.parse("63-1f40400")).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "64-1", "1-", "1-0", "1-G", "-1-1", "1-1-1", "0-ffffffffffffffff", "0-11111111111111111"
            })
    void whatIsNoIdIsRefused(String text) {
        assertThatThrownBy(() -> MessageId.parse(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aReceiptComesBackAsItWasGiven() {
        var lease = new Lease(Long.MAX_VALUE, 12, -3, null, 0, 1, 0, 12, 0, 1_000);

        var text = Receipt.of(63, lease).toString();

        assertThat(text).hasSize(35).matches("[A-Za-z0-9_-]+");
        assertThat(Receipt.parse(text)).isEqualTo(new Receipt(63, Long.MAX_VALUE, 12, -3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "***",
                "AQAAAAAAAABEAAAAAAAAAEwA2TuBDVmv6w",
                "AgAAAAAAAABEAAAAAAAAAEwA2TuBDVmv6wE",
                "AX8AAAAAAABEAAAAAAAAAEwA2TuBDVmv6wE"
            })
    void whatIsNoReceiptIsRefused(String text) {
        assertThatThrownBy(() -> Receipt.parse(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aGroupDecidesBeforeADeduplicationIdAndThatBeforeTheRequest() {
        assertThat(RouteKey.of("a", "b", "c", 1)).isEqualTo(RouteKey.ofGroup("a"));
        assertThat(RouteKey.of(null, "b", "c", 1)).isEqualTo(RouteKey.of(null, "b", "other", 2));
        assertThat(RouteKey.of(null, null, "c", 1)).isNotEqualTo(RouteKey.of(null, null, "c", 2));
        assertThat(RouteKey.of(null, "a", "c", 1)).isNotEqualTo(RouteKey.ofGroup("a"));
    }

    @Test
    void messagesWithoutAGroupAreSpreadEvenly() {
        var counts = new int[8];

        IntStream.range(0, 8_000)
                .forEach(i -> counts[RouteKey.of(null, null, "key", i).shard(8)]++);

        assertThat(Arrays.stream(counts)).allMatch(count -> count > 850 && count < 1_150);
    }
}
