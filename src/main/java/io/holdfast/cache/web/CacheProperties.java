package io.holdfast.cache.web;

import io.holdfast.cache.CacheLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of a node's requests to caches.
 *
 * @param fillLease for how long whoever was let fill an entry keeps others from it
 * @param waitersMax how many requests may wait for an entry on this node
 */
@ConfigurationProperties("holdfast.cache")
record CacheProperties(
        @DefaultValue("10s") Duration fillLease,
        @DefaultValue("4096") int waitersMax) {

    CacheProperties {
        if (fillLease.toMillis() < 1 || fillLease.toMillis() > CacheLimits.FILL_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "holdfast.cache.fill-lease must be between 1ms and 60s, such as 10s, not " + fillLease);
        }
        if (waitersMax < 1) {
            throw new IllegalArgumentException("holdfast.cache.waiters-max must be at least 1, not " + waitersMax);
        }
    }
}
