package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.owner;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockResult.Deadlocked;
import io.holdfast.lock.LockResult.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cycles of any length, found where they close, and what the search for them costs. */
class DeadlockTest {

    private final LockStage stage = new LockStage();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 100, 1_000})
    void aCycleIsFoundInTheRequestThatClosesIt(int owners) {
        for (int i = 0; i < owners; i++) {
            stage.granted(owner(i, ""), lock(i), X);
        }
        for (int i = 0; i < owners - 1; i++) {
            assertThat(stage.acquire(owner(i, ""), lock(i + 1), X)).isInstanceOf(Waiting.class);
        }

        var closed = stage.acquire(owner(owners - 1, ""), lock(0), X);

        var found = stage.queries().deadlock(((Deadlocked) closed).deadlock());
        assertThat(found.cycle()).hasSize(owners);
        assertThat(found.cycle().getFirst().owner()).isEqualTo(owner(owners - 1, ""));
        assertThat(found.victim()).isEqualTo(owner(owners - 1, ""));
        assertThat(stage.machine().waiterCount()).isEqualTo(owners - 1);
    }

    @Test
    void whoHoldsNothingIsNotSearchedForHoweverManyWait() {
        crowd(LockLimits.WAITERS_MAX - 1);

        assertThat(stage.acquire(ALICE, PRINTER, X)).isInstanceOf(Waiting.class);

        assertThat(stage.machine().searchedOwners()).isZero();
    }

    @Test
    void aLongQueueCostsItsLengthAndNotTheSquareOfIt() {
        crowd(LockLimits.WAITERS_MAX - 1);
        stage.granted(ALICE, lock(1), X);
        stage.queued(owner(99_999, ""), lock(1), X);

        assertThat(stage.acquire(ALICE, PRINTER, X)).isInstanceOf(Waiting.class);

        assertThat(stage.machine().searchedOwners()).isEqualTo(LockLimits.WAITERS_MAX);
        assertThat(stage.machine().truncatedSearches()).isZero();
    }

    @Test
    void aSearchThatWouldLookAtTooManyGivesUpAndLetsTheRequestWait() {
        int chain = LockLimits.SEARCH_OWNERS_MAX + 2; // one asks, the last is found by being the first
        for (int i = 0; i < chain; i++) {
            stage.granted(owner(i, ""), lock(i), X);
        }
        for (int i = 0; i < chain - 1; i++) {
            stage.acquire(owner(i, ""), lock(i + 1), X);
        }

        assertThat(stage.acquire(owner(chain - 1, ""), lock(0), X)).isInstanceOf(Waiting.class);

        assertThat(stage.machine().truncatedSearches()).isEqualTo(1);
        assertThat(stage.machine().deadlockCount()).isZero();
    }

    @Test
    void theLastHundredAreKept() {
        stage.granted(owner(1, ""), lock(1), X);
        stage.granted(owner(2, ""), lock(2), X);
        stage.queued(owner(1, ""), lock(2), X);

        for (int i = 0; i <= LockLimits.RECORDS_MAX; i++) {
            assertThat(stage.acquire(owner(2, ""), lock(1), X)).isInstanceOf(Deadlocked.class);
        }

        assertThat(stage.machine().deadlockCount()).isEqualTo(LockLimits.RECORDS_MAX + 1);
        assertThat(stage.queries().deadlocks()).hasSize(LockLimits.RECORDS_MAX);
        assertThat(stage.queries().deadlock(1)).isNull();
        assertThat(stage.queries().deadlocks().getFirst().number()).isEqualTo(LockLimits.RECORDS_MAX + 1);
    }

    /** So many wait for the printer. */
    private void crowd(int waiters) {
        stage.granted(owner(10_000, ""), PRINTER, X);
        for (int i = 1; i <= waiters; i++) {
            stage.queued(owner(10_000 + i, ""), PRINTER, X);
        }
    }

    private static LockName lock(int number) {
        return new LockName("lock-" + number);
    }
}
