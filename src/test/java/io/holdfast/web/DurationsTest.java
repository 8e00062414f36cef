package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "0s, 0",
        "30s, 30000",
        "2m, 120000",
        "1h, 3600000",
        "1d, 86400000",
        "PT30S, 30000",
        "PT1M30S, 90000",
        "P1D, 86400000",
        "999999999999999ms, 999999999999999"
    })
    void durationsAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(Durations.millis("wait", text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "-5s",
                "5 s",
                "5S",
                "1.5s",
                "5w",
                "PT",
                "PT-5S",
                "P",
                "1000000000000000ms",
                "200000000000000d",
                "١s",
                "P999999999999999D",
                "30s30s"
            })
    void whatIsNoDurationIsRefusedByName(String text) {
        assertThatThrownBy(() -> Durations.millis("wait", text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("\"wait\" is not a duration")
                .hasMessageContaining("write 500ms, 30s, 2m, 1h, 1d, or ISO-8601");
    }

    @Test
    void durationsHaveLimits() {
        assertThat(Durations.millis("poll", "60s", Duration.ofMinutes(1))).isEqualTo(60_000);
        assertThatThrownBy(() -> Durations.millis("poll", "61s", Duration.ofMinutes(1)))
                .hasMessageContaining("\"poll\" is at most 60s, not \"61s\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "999, 999ms", "28999, 28s", "119999, 119s", "120000, 2m", "7200000, 2h"})
    void durationsAreToldInWords(long millis, String words) {
        assertThat(Durations.words(millis)).isEqualTo(words);
    }
}
