package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.testing.Seeded;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettledRingTest {

    @Test
    void itRemembersTheLastOnesThroughSnapshots() {
        var seeded = new Seeded(1);
        var ring = new SettledRing();
        var last = new ArrayDeque<Settlement>();
        for (int i = 0; i < 3 * QueueLimits.SETTLED_MAX; i++) {
            var settlement = new Settlement(
                    i,
                    i * 1024L,
                    seeded.bits(),
                    seeded.pick(List.of(Verdict.ACK, Verdict.FAIL, Verdict.BURY)),
                    -1,
                    null);
            ring.add(settlement);
            last.add(settlement);
            if (last.size() > QueueLimits.SETTLED_MAX) {
                assertThat(ring.has(last.removeFirst())).isFalse();
            }
            if (seeded.below(3_000) == 0) {
                var again = new SettledRing();
                again.unpack(ring.pack());
                assertThat(again.pack()).isEqualTo(ring.pack());
                ring = again;
            }
        }

        assertThat(last).allMatch(ring::has);
        assertThat(ring.size()).isEqualTo(QueueLimits.SETTLED_MAX);
    }

    @Test
    void onlyExactlyWhatWasSettledIsRemembered() {
        var ring = new SettledRing();
        ring.add(new Settlement(1, 2, 3, Verdict.ACK, -1, null));

        assertThat(ring.has(new Settlement(1, 2, 3, Verdict.ACK, 500, "why"))).isTrue();
        assertThat(ring.has(new Settlement(1, 2, 3, Verdict.FAIL, -1, null))).isFalse();
        assertThat(ring.has(new Settlement(1, 2, 4, Verdict.ACK, -1, null))).isFalse();
        assertThat(ring.has(new Settlement(2, 2, 3, Verdict.ACK, -1, null))).isFalse();
    }
}
