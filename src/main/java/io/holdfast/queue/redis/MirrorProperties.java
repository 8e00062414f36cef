package io.holdfast.queue.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mirror of queues in Redis; where Redis is, {@code spring.data.redis} says.
 *
 * @param queues whether it is kept
 * @param prefix before the names of all keys
 * @param interval how long to wait between two looks at what has changed
 */
@ConfigurationProperties("holdfast.mirror")
record MirrorProperties(
        @DefaultValue("false") boolean queues,
        @DefaultValue("holdfast") String prefix,
        @DefaultValue("200ms") Duration interval) {

    MirrorProperties {
        if (prefix.isBlank()) {
            throw new IllegalArgumentException("holdfast.mirror.prefix is empty; write a word, for example holdfast");
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "holdfast.mirror.interval is " + interval.toMillis() + " ms; write a time, for example 200ms");
        }
    }
}
