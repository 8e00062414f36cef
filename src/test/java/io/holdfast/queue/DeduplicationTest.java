package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.HeapShelf;
import io.holdfast.testing.Seeded;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class DeduplicationTest {

    private static final int STEPS = 20_000;
    private static final int WINDOW = 3_000;

    private record Entry(String id, long number, long at) {}

    @Test
    void itFindsWhatAListFinds() {
        Seeded.seeds(5, 500).forEach(seed -> {
            var seeded = new Seeded(seed);
            var shelf = new ShardShelf(new HeapShelf(), 7);
            var ids = new Deduplication(shelf);
            var naive = new ArrayDeque<Entry>();
            for (int now = 0; now < STEPS; now++) {
                var id = "id" + seeded.below(WINDOW * 2);
                ids.forget(now - WINDOW);
                for (int i = 0; i < 100 && !naive.isEmpty() && naive.getFirst().at() <= now - WINDOW; i++) {
                    naive.removeFirst();
                }
                long expected = find(naive, id, now - WINDOW);
                long place = ids.find(id, now - WINDOW);
                assertThat(place < 0 ? -1 : ids.number(place)).isEqualTo(expected);
                if (expected < 0 && !seeded.percent(20)) {
                    ids.add(id, now + 1, now, now);
                    naive.add(new Entry(id, now + 1, now));
                }
                if (seeded.below(2_000) == 0) {
                    ids = new Deduplication(shelf);
                    ids.load();
                }
                assertThat(ids.size()).isEqualTo(naive.size());
            }
        });
    }

    private static long find(ArrayDeque<Entry> naive, String id, long since) {
        return naive.reversed().stream()
                .filter(entry -> entry.id().equals(id) && entry.at() > since)
                .mapToLong(Entry::number)
                .findFirst()
                .orElse(-1);
    }
}
