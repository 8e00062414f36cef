package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.Content;
import io.holdfast.cache.Windows;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.NodeController;
import io.holdfast.core.Payload;
import io.holdfast.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often a node has what it is asked for, when it has room for a part of it only.
 *
 * <p>The requests are drawn from a seed, by a law and not from a real system; or they are read from the file that
 * {@code -Dholdfast.trace} names, a key a line, such as a published trace.
 */
class NearCacheHitsTest {

    private static final CacheName CACHE = new CacheName("trace");
    private static final Grant GRANT = new Grant(1, 1, 1, false);
    private static final Held HELD = new Held(
            new Sight(
                    Kind.PRESENT,
                    1,
                    new Content("text/plain", false, new Payload(new byte[1_024])),
                    Windows.FOR_EVER,
                    List.of(),
                    0,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    false,
                    false,
                    1,
                    1),
            0);

    /** About as far as a draw can be off: Caffeine lets some in by chance. */
    private static final double CHANCE = 0.002;

    private static final int[] REQUESTS = requests();
    private static final int DISTINCT = (int) Arrays.stream(REQUESTS).distinct().count();

    private static int[] requests() {
        var trace = System.getProperty("holdfast.trace");
        return trace == null ? drawn(new Seeded(42)) : read(Path.of(trace));
    }

    private static int[] read(Path trace) {
        var numbers = new LinkedHashMap<String, Integer>();
        try (var lines = Files.lines(trace)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .mapToInt(key -> numbers.computeIfAbsent(key, _ -> numbers.size()))
                    .toArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("no trace at " + trace, e);
        }
    }

    /** By Zipf's law with exponent 0.99. */
    private static int[] drawn(Seeded seeded) {
        long[] upTo = new long[10_000];
        long sum = 0;
        for (int rank = 0; rank < upTo.length; rank++) {
            sum += Math.round(1e12 * Math.pow(rank + 1.0, -0.99));
            upTo[rank] = sum;
        }
        int[] requests = new int[100_000];
        for (int at = 0; at < requests.length; at++) {
            int found = Arrays.binarySearch(upTo, seeded.between(1, sum));
            requests[at] = found < 0 ? -found - 1 : found;
        }
        return requests;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 25, 50})
    void aNodeHitsAtLeastAsOftenAsIfTheLeastRecentlyUsedWent(int percent) {
        int room = DISTINCT * percent / 100;

        double near = hitsOfANode(room) / (double) REQUESTS.length;

        double lru = Replacements.hitsOfLeastRecentlyUsed(REQUESTS, room) / (double) REQUESTS.length;
        double optimum = Replacements.hitsOfTheOptimum(REQUESTS, room) / (double) REQUESTS.length;
        System.out.printf(
                "%d requests of %d keys, room for %d %%: hits %.1f %%, LRU %.1f %%, optimum %.1f %%%n",
                REQUESTS.length, DISTINCT, percent, near * 100, lru * 100, optimum * 100);
        assertThat(near).isGreaterThanOrEqualTo(lru - CHANCE).isLessThanOrEqualTo(optimum);
    }

    /** Through what a node reads by: what it misses it asks for, and may keep. */
    private static int hitsOfANode(int room) {
        int weight = HELD.weight() + 2 * key(0).key().length();
        var near = new NearCache((long) room * weight, Runnable::run, (_, _) -> {});
        var node = new NodeController<>(near, 0);
        node.opened(GRANT.incarnation(), Long.MAX_VALUE);
        int hits = 0;
        for (int number : REQUESTS) {
            var key = key(number);
            var line = near.get(key);
            if (line != null && node.isReadable(line, 1)) {
                hits++;
                continue;
            }
            var read = Objects.requireNonNull(node.beginRead(key, 1));
            assertThat(node.filled(read, new NodeController.Answer<>(GRANT, HELD, false, Long.MAX_VALUE), 1))
                    .isNotNull();
        }
        assertThat(near.bytes()).isLessThanOrEqualTo((long) room * weight);
        return hits;
    }

    private static CacheKey key(int number) {
        return new CacheKey(CACHE, "%09d".formatted(number));
    }

    @Test
    void theOptimumKeepsWhatIsNeededAgainSoonest() {
        int[] requests = {0, 1, 2, 0, 1, 3, 0, 1};

        assertThat(Replacements.hitsOfTheOptimum(requests, 2)).isEqualTo(4);
        assertThat(Replacements.hitsOfLeastRecentlyUsed(requests, 2)).isZero();
    }
}
