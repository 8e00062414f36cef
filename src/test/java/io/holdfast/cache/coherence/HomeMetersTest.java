package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.LineViews.CallBacks;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.ToNode.Invalidate;
import io.holdfast.cache.line.ToNode.InvalidateTags;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class HomeMetersTest {

    private static final CacheName USERS = new CacheName("users");
    private static final CacheName PAGES = new CacheName("pages");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HomeMeters meters = new HomeMeters(registry);

    private static Invalidate invalidation(CacheName cache, String key) {
        return new Invalidate(new CacheKey(cache, key), 1, 1);
    }

    private double count(String meter, String cache) {
        return registry.get(meter).tag("cache", cache).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void copiesThatAreCalledBackAreCountedByCache() {
        var orders = List.of(invalidation(USERS, "a"), invalidation(USERS, "b"), invalidation(PAGES, "a"));
        var purge = new InvalidateTags(PAGES, List.of("news"), 1, 2);
        orders.forEach(meters::sent);
        meters.sent(purge);
        meters.sent(new ToNode.Downgrade(new CacheKey(USERS, "a"), 1, 1));

        meters.acknowledged(new Talk.Orders("data-0", List.of(), orders, List.of(purge), List.of()), 2_000_000);
        meters.waited(PAGES);

        assertThat(meters.of(USERS)).isEqualTo(new CallBacks(2, 2, 2, 0));
        assertThat(meters.of(PAGES)).isEqualTo(new CallBacks(2, 2, 2, 1));
        assertThat(count("holdfast.cache.invalidations", "users")).isEqualTo(4);
        assertThat(count("holdfast.cache.lease.waits", "pages")).isEqualTo(1);
        assertThat(registry.get("holdfast.cache.acknowledgement").timers())
                .extracting(Timer::count)
                .containsExactly(1L, 1L);
    }

    @Test
    void beyondAHundredCachesAreToldAsOneInMetricsAndApartInStatistics() {
        for (int number = 0; number < 105; number++) {
            meters.sent(invalidation(new CacheName("cache-" + number), "a"));
        }

        assertThat(count("holdfast.cache.invalidations", "cache-99")).isEqualTo(1);
        assertThat(count("holdfast.cache.invalidations", "(others)")).isEqualTo(5);
        assertThat(meters.of(new CacheName("cache-104")).sent()).isEqualTo(1);
    }

    @Test
    void ofACacheWithoutCopiesThereIsNothingToTell() {
        assertThat(meters.of(USERS)).isEqualTo(CallBacks.NONE);
    }
}
