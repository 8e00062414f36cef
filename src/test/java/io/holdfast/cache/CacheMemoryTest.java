package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.Shelf;
import java.lang.management.ManagementFactory;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an entry takes of the heap, with a shelf that keeps nothing. */
class CacheMemoryTest {

    private static final int ENTRIES = 300_000;

    /** A shelf that forgets at once. */
    private static final class Nowhere implements Shelf {

        @Override
        public void put(byte[] key, byte[] value) {}

        @Override
        public byte @Nullable [] get(byte[] key) {
            return null;
        }

        @Override
        public void remove(byte[] key) {}

        @Override
        public void removeRange(byte[] from, byte[] to) {}

        @Override
        public void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn) {}
    }

    /** After collections that nothing else makes necessary; the lowest of some, as others may run in this process. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    @Test
    void anEntryTakesSomeHundredBytesWhateverItsSize() {
        var stage = new CacheStage(new Nowhere(), CacheLimits.STEP_MAX, Backing.NONE, 1L << 40);
        var draft = CacheStage.draft("x".repeat(10_000), new Windows(3_600_000, 0, 0));
        long before = usedHeap();

        for (int i = 0; i < ENTRIES; i++) {
            stage.write("user:" + i, draft);
            stage.happened();
        }

        assertThat((usedHeap() - before) / (double) ENTRIES).isBetween(150.0, 350.0);
        assertThat(stage.machine().entryCount()).isEqualTo(ENTRIES);
    }
}
