package io.holdfast.queue.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Mirror;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "holdfast.mirror.queues", havingValue = "true")
@EnableConfigurationProperties(MirrorProperties.class)
class MirrorConfiguration {

    private static final String BREAKER = "redis-mirror";
    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RETRY_LAST = Duration.ofSeconds(15);
    private static final int CALLS = 4;

    @Bean
    MirrorStore mirrorStore(
            RedisConnectionFactory factory, CircuitBreakerRegistry breakers, MirrorProperties properties) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS)
                .minimumNumberOfCalls(CALLS)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(RETRY_FIRST, 2, RETRY_LAST))
                .build();
        return new MirrorStore(factory, breakers.circuitBreaker(BREAKER, config), new MirrorKeys(properties.prefix()));
    }

    @Bean
    MirrorWorker queueMirror(
            Consensus consensus, DataGroups groups, MirrorStore store, JsonMapper mapper, MirrorProperties properties) {
        var clock = InstantSource.system();
        var mirror = new QueueMirror(consensus, groups, store, mapper, clock);
        return new MirrorWorker(
                consensus,
                store,
                mirror,
                () -> new Restore(consensus, groups, store, mirror.queues(), clock),
                properties);
    }

    /** Never down: nothing that a node promises depends on the mirror. */
    @Bean
    HealthIndicator mirrorHealthIndicator(Mirror mirror) {
        return () -> {
            var view = mirror.view();
            return Health.up()
                    .withDetail("state", view.state())
                    .withDetail("cluster", view.cluster())
                    .build();
        };
    }

    @Bean
    MeterBinder mirrorMeters(Mirror mirror) {
        return meters -> {
            FunctionCounter.builder(
                            "holdfast.mirror.added", mirror, it -> it.view().added())
                    .description("Messages that this node has written to the mirror")
                    .register(meters);
            FunctionCounter.builder(
                            "holdfast.mirror.removed", mirror, it -> it.view().removed())
                    .description("Messages that this node has taken out of the mirror")
                    .register(meters);
            Gauge.builder("holdfast.mirror.keeping", mirror, it -> it.view().state() == Mirror.State.KEEPING ? 1 : 0)
                    .description("Whether the mirror follows this cluster")
                    .register(meters);
        };
    }
}
