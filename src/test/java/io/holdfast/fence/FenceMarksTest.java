package io.holdfast.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Declined;
import io.holdfast.core.Guard;
import io.holdfast.testing.Rows;
import org.junit.jupiter.api.Test;

class FenceMarksTest {

    private static final Guard OLD = new Guard("printer", 7);
    private static final Guard NEW = new Guard("printer", 9);

    private final FenceMarks marks = new FenceMarks();

    @Test
    void aTokenCountsUntilAHigherOneWasSeen() {
        assertThat(marks.refusal(OLD)).isNull();
        assertThat(marks.refusal(OLD)).isNull();
        assertThat(marks.refusal(NEW)).isNull();
        assertThat(marks.refusal(OLD)).isEqualTo(new Declined.GuardFailed(OLD));
        assertThat(marks.refusal(new Guard("scanner", 1))).isNull();
    }

    @Test
    void whatWasSeenOutlivesASnapshot() {
        marks.refusal(NEW);
        var rows = new Rows();
        marks.save(rows);
        var restored = new FenceMarks();
        restored.load(rows.source(), 1);

        assertThat(restored.refusal(OLD)).isEqualTo(new Declined.GuardFailed(OLD));
        assertThat(restored.lockCount()).isEqualTo(1);
    }

    @Test
    void aLockForWhichThereIsNoRoomIsRefusedAndThoseThatAreKnownAreNot() {
        for (int i = 0; i < FenceMarks.LOCKS_MAX; i++) {
            assertThat(marks.refusal(new Guard("lock-" + i, 1))).isNull();
        }

        assertThat(marks.refusal(NEW)).isEqualTo(new Declined.FencesExhausted(FenceMarks.LOCKS_MAX));
        assertThat(marks.refusal(new Guard("lock-0", 2))).isNull();
        assertThat(marks.lockCount()).isEqualTo(FenceMarks.LOCKS_MAX);
    }
}
