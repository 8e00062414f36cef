package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class EdgePropertiesTest {

    @EnableConfigurationProperties(EdgeProperties.class)
    static class Properties {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Properties.class);

    @Test
    void everythingHasADefault() {
        runner.run(context -> {
            var properties = context.getBean(EdgeProperties.class);
            assertThat(properties.routing()).isEqualTo(EdgeProperties.Mode.REDIRECT);
            assertThat(properties.leaderWait()).isEqualTo(Duration.ofSeconds(2));
            assertThat(properties.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(properties.http().bodyMax().toKilobytes()).isEqualTo(64);
            assertThat(properties.forward().concurrentMax()).isEqualTo(2048);
        });
    }

    @Test
    void propertiesAreRead() {
        runner.withPropertyValues("holdfast.routing=forward", "holdfast.leader-wait=0s", "holdfast.http.body-max=1MB")
                .run(context -> {
                    var properties = context.getBean(EdgeProperties.class);
                    assertThat(properties.routing()).isEqualTo(EdgeProperties.Mode.FORWARD);
                    assertThat(properties.leaderWait()).isZero();
                    assertThat(properties.http().bodyMax().toMegabytes()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holdfast.leader-wait=-1s             | must be a duration such as 2s; 0s does not wait at all",
                "holdfast.leader-wait=2m              | must be at most 60s",
                "holdfast.request-timeout=1ms         | must be a duration of at least 1s, such as 10s",
                "holdfast.farewell=-1s                | must be a duration such as 500ms; 0s ends at once",
                "holdfast.farewell=11s                | must be at most 10s",
                "holdfast.http.body-max=5MB           | holdfast.http.body-max must be between 1KB and 4MB, such as 64KB",
                "holdfast.forward.concurrent-max=0    | must be at least 1",
                "holdfast.forward.connect-timeout=0s  | must be a duration of at least 10ms, such as 1s"
            })
    void valuesThatCannotBeAreRefusedWithWhatToWrite(String property, String message) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
    }
}
