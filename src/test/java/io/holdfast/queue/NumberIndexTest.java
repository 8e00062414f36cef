package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NumberIndexTest {

    private static final int STEPS = 20_000;

    /** Long enough for many blocks, and thinned out so that they are joined. */
    @Test
    void itFindsWhatASortedMapFinds() {
        Seeded.seeds(5, 500).forEach(seed -> {
            var seeded = new Seeded(seed);
            var slab = new Slab();
            var index = new NumberIndex(slab);
            var rows = new TreeMap<Long, Integer>();
            long number = 0;
            for (int i = 0; i < STEPS; i++) {
                if (seeded.percent(i < STEPS / 3 ? 80 : 30)) {
                    number += 1 + seeded.below(3);
                    int row = slab.take(number);
                    index.append(row);
                    rows.put(number, row);
                } else if (!rows.isEmpty()) {
                    remove(seeded, number, slab, index, rows);
                }
                check(seeded.between(-1, number + 2), index, rows);
            }
        });
    }

    private static void remove(Seeded seeded, long number, Slab slab, NumberIndex index, TreeMap<Long, Integer> rows) {
        var found = seeded.percent(50) ? rows.firstEntry() : rows.ceilingEntry(seeded.between(0, number));
        if (found != null) {
            index.remove(found.getKey());
            slab.free(found.getValue());
            rows.remove(found.getKey());
        }
    }

    private static void check(long number, NumberIndex index, TreeMap<Long, Integer> rows) {
        var floor = rows.floorEntry(number);
        var higher = rows.higherEntry(number);
        assertThat(index.find(number)).isEqualTo(rows.getOrDefault(number, Slab.NONE));
        assertThat(index.floor(number)).isEqualTo(floor == null ? Slab.NONE : floor.getValue());
        assertThat(index.higher(number)).isEqualTo(higher == null ? Slab.NONE : higher.getValue());
    }

    @Test
    void rowsThatAreGivenBackAreTakenAgain() {
        var slab = new Slab();
        var rows = new ArrayList<Integer>();
        for (int round = 0; round < 10; round++) {
            for (int i = 1; i <= 10_000; i++) {
                rows.add(slab.take(i));
            }
            rows.forEach(slab::free);
            rows.clear();
        }

        assertThat(slab.used()).isZero();
        assertThat(slab.room()).isLessThan(1_000);
    }
}
