package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

    @Test
    void withoutOptionsEverythingIsMeasured() {
        var options = BenchOptions.parse();

        assertThat(options.clients()).containsExactly(1, 16, 64, 256);
        assertThat(options.warmup()).isEqualTo(Duration.ofSeconds(8));
        assertThat(options.measure()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.peers()).containsExactly("etcd", "zookeeper", "redis");
        assertThat(options.measuresHoldfast()).isTrue();
        assertThat(options.implicit()).isFalse();
    }

    @Test
    void valuesComeBehindABlankOrAnEqualsSign() {
        var options = BenchOptions.parse(
                "--clients=4,8", "--warmup", "500ms", "--floor", "--secured", "--java-options=-Xmx1g -Da=b");

        assertThat(options.clients()).containsExactly(4, 8);
        assertThat(options.warmup()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.measuresFloor()).isTrue();
        assertThat(options.measuresSecured()).isTrue();
        assertThat(options.javaOptions()).containsExactly("-Xmx1g", "-Da=b");
    }

    @Test
    void aRunningClusterIsMeasuredWithoutPeersUnlessTheyAreNamed() {
        assertThat(BenchOptions.parse("--url", "http://127.0.0.1:8081").peers()).isEmpty();
        assertThat(BenchOptions.parse("--url", "http://127.0.0.1:8081", "--peers", "etcd")
                        .peers())
                .containsExactly("etcd");
        assertThat(BenchOptions.parse("--peers", "none").peers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--speed=7",
                "--clients=0",
                "--clients=x",
                "--rounds=0",
                "--measure=10ms",
                "--peers=consul",
                "--url=https://n1",
                "--pids=x",
                "--warmup"
            })
    void whatMakesNoSenseIsRefused(String argument) {
        assertThatIllegalArgumentException().isThrownBy(() -> BenchOptions.parse(argument));
    }
}
