package io.holdfast.cache.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Redis as the store behind caches; where Redis is, {@code spring.data.redis} says. The same on all nodes.
 *
 * @param enabled whether caches can have it
 * @param prefix before the names of all keys
 * @param interval how long to wait between two looks at what is to be written back
 * @param tombstone for how long Redis remembers what was deleted; it is right however short that is
 */
@ConfigurationProperties("holdfast.cache.redis")
record WriteBackProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("holdfast") String prefix,
        @DefaultValue("50ms") Duration interval,
        @DefaultValue("1h") Duration tombstone) {

    WriteBackProperties {
        if (prefix.isBlank()) {
            throw new IllegalArgumentException(
                    "holdfast.cache.redis.prefix is empty; write a word, for example holdfast");
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("holdfast.cache.redis.interval is at least 1ms, for example 50ms");
        }
        if (tombstone.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("holdfast.cache.redis.tombstone is at least 1m, for example 1h");
        }
    }
}
