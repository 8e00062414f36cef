package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
import static io.holdfast.lock.LockStage.A_MINUTE;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.CAROL;
import static io.holdfast.lock.LockStage.DAVE;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockResult.Busy;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Granted;
import org.junit.jupiter.api.Test;

/** A machine that was loaded goes on exactly like one that lived through it all. */
class LockSnapshotTest {

    private final LockStage stage = new LockStage();

    @Test
    void whatWasLoadedIsSavedTheSame() {
        playAll();
        var before = stage.rows();

        stage.reload();

        assertThat(stage.rows()).isEqualTo(before);
    }

    @Test
    void countsAndDeadlinesAreBack() {
        playAll();
        var before = stage.machine();

        stage.reload();

        assertThat(stage.machine().lockCount()).isEqualTo(before.lockCount());
        assertThat(stage.machine().holdCount()).isEqualTo(before.holdCount());
        assertThat(stage.machine().waiterCount()).isEqualTo(before.waiterCount());
        assertThat(stage.machine().nextDeadline()).isEqualTo(before.nextDeadline());
    }

    @Test
    void theQueueIsBackInItsOrder() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.queued(DAVE, PRINTER, X);
        stage.queued(BOB, PRINTER, X);

        stage.reload();
        stage.release(ALICE, PRINTER, token);

        assertThat(stage.holders(PRINTER)).containsExactly(DAVE);
        assertThat(stage.waiters(PRINTER)).containsExactly(BOB);
    }

    @Test
    void leasesAndPatienceAreBack() {
        stage.acquireLeased(ALICE, PRINTER, A_MINUTE / 2);
        stage.acquire(BOB, SCANNER, X);
        stage.queued(CAROL, SCANNER, X);

        stage.reload();

        assertThat(stage.pass(A_MINUTE / 2)).hasSize(1);
        assertThat(stage.pass(A_MINUTE / 2)).hasSize(1);
        assertThat(stage.machine().nextDeadline()).isEmpty();
    }

    @Test
    void theRunningEpochIsBackWithItsToken() {
        var token = stage.granted(ALICE, PRINTER, S);

        stage.reload();

        assertThat(stage.granted(BOB, PRINTER, S)).isEqualTo(token);
    }

    @Test
    void countedHoldsAreBack() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.acquire(ALICE, PRINTER, X);

        stage.reload();

        assertThat(stage.acquire(ALICE, PRINTER, X)).isEqualTo(new Granted(PRINTER, ALICE, X, token, 3, 0));
    }

    @Test
    void anOwnerThatWaitedStillDoes() {
        stage.acquire(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        stage.reload();

        assertThat(stage.acquire(BOB, SCANNER, X)).isEqualTo(new Busy(ticket));
    }

    @Test
    void ticketsThatEndedAreStillKnown() {
        var token = stage.granted(ALICE, PRINTER, X);
        var granted = stage.queued(BOB, PRINTER, X);
        var cancelled = stage.queued(CAROL, PRINTER, X);
        stage.cancel(CAROL, cancelled);
        stage.release(ALICE, PRINTER, token);

        stage.reload();

        assertThat(stage.queries().ticket(cancelled).state()).isEqualTo(TicketState.CANCELLED);
        assertThat(stage.cancel(BOB, granted).result()).isEqualTo(new Cancelled(true));
    }

    @Test
    void theEndOfASessionStillFindsAllItHas() {
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(BOB, SCANNER, X);
        stage.queued(ALICES_CAT, SCANNER, X);

        stage.reload();

        assertThat(stage.machine().uses(ALICE.session())).isTrue();
        assertThat(stage.endSession(ALICE)).hasSize(2);
        assertThat(stage.machine().uses(ALICE.session())).isFalse();
    }

    @Test
    void nothingIsSavedOfWhatIsOver() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.release(ALICE, PRINTER, token);

        assertThat(stage.rows()).isEqualTo(new LockStage().rows());
    }

    private void playAll() {
        stage.acquireLeased(DAVE, SCANNER, 1_000);
        stage.acquire(ALICE, PRINTER, S);
        stage.acquire(BOB, PRINTER, S);
        stage.acquire(BOB, PRINTER, S);
        stage.queued(CAROL, PRINTER, X);
        stage.queued(ALICES_CAT, PRINTER, S);
        stage.queued(BOB, SCANNER, X);
        stage.pass(1_000);
        stage.queued(DAVE, SCANNER, X);
    }
}
