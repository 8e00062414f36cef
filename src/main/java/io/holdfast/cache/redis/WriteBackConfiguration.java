package io.holdfast.cache.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroups;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "holdfast.cache.redis.enabled", havingValue = "true")
@EnableConfigurationProperties(WriteBackProperties.class)
class WriteBackConfiguration {

    private static final String BREAKER = "redis-cache";
    private static final Duration RETRY_FIRST = Duration.ofMillis(500);
    private static final Duration RETRY_LAST = Duration.ofSeconds(5);
    private static final int CALLS = 4;

    @Bean
    RedisStore cacheRedisStore(
            RedisConnectionFactory factory, CircuitBreakerRegistry breakers, WriteBackProperties properties) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS)
                .minimumNumberOfCalls(CALLS)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(RETRY_FIRST, 2, RETRY_LAST))
                .build();
        return new RedisStore(factory, breakers.circuitBreaker(BREAKER, config), properties);
    }

    @Bean
    RedisBacking cacheBackingStore(Consensus consensus, RedisStore store) {
        return new RedisBacking(consensus, store);
    }

    @Bean
    WriteBack cacheWriteBack(
            Consensus consensus,
            DataGroups groups,
            RedisStore store,
            WriteBackProperties properties,
            MeterRegistry meters) {
        return new WriteBack(consensus, groups, store, properties, meters);
    }

    /** Never down: what is acknowledged is in the log, and reads of what the cluster has need no Redis. */
    @Bean
    HealthIndicator cacheStoreHealthIndicator(RedisStore store, WriteBack writeBack) {
        return () -> {
            var health = Health.up()
                    .withDetail("breaker", store.breakerState().name().toLowerCase(Locale.ROOT));
            var trouble = writeBack.trouble();
            return trouble.isEmpty()
                    ? health.withDetail("state", "reached").build()
                    : health.withDetail("state", "unreachable")
                            .withDetail("trouble", trouble)
                            .build();
        };
    }

    @Bean
    MeterBinder cacheStoreMeters(WriteBack writeBack, RedisBacking backing) {
        return meters -> {
            FunctionCounter.builder("holdfast.cache.writeback.rows", writeBack, it -> it.written.sum())
                    .description("Entries and ends of entries that this node has written back to Redis")
                    .register(meters);
            var count = backing.count();
            Map.of("found", count.found(), "missing", count.missing(), "failed", count.failed())
                    .forEach((result, lookups) -> FunctionCounter.builder(
                                    "holdfast.cache.lookups", lookups, Number::doubleValue)
                            .tag("result", result)
                            .description("Entries that this node has looked up in Redis, because they were missed")
                            .register(meters));
        };
    }
}
