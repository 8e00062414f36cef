package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.CAROL;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockEvent.Cause;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockResult.Extended;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import org.junit.jupiter.api.Test;

/** Holds that end by themselves, and what else time does. */
class LockLeaseTest {

    private static final long LEASE = 10_000;

    private final LockStage stage = new LockStage();

    @Test
    void aLeaseEndsAtItsTimeAndNotBefore() {
        var token = leased(ALICE);

        assertThat(stage.pass(LEASE - 1)).isEmpty();
        assertThat(stage.pass(1)).containsExactly(new Lost(PRINTER, ALICE, token, Cause.LEASE_ENDED));
        assertThat(stage.machine().lockCount()).isZero();
    }

    @Test
    void aLeaseThatEndsHandsTheLockOn() {
        var token = leased(ALICE);
        var ticket = stage.queued(BOB, PRINTER, X);

        assertThat(stage.pass(LEASE))
                .containsExactly(
                        new Lost(PRINTER, ALICE, token, Cause.LEASE_ENDED),
                        new Handed(ticket, PRINTER, BOB, new FencingToken(stage.sequence())));
    }

    @Test
    void whoLostTheLockToItsLeaseIsTold() {
        var token = leased(ALICE);
        stage.pass(LEASE);

        assertThat(stage.release(ALICE, PRINTER, token).result()).isEqualTo(new Refused(Reason.LOST));
        assertThat(stage.extend(ALICE, PRINTER, token, LEASE)).isEqualTo(new Refused(Reason.LOST));
    }

    @Test
    void aWaitersLeaseCountsFromItsGrant() {
        var alice = stage.granted(ALICE, PRINTER, X);
        stage.acquireLeased(BOB, PRINTER, LEASE);
        stage.pass(LEASE * 2);
        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.pass(LEASE - 1)).isEmpty();
        assertThat(stage.pass(1)).hasSize(1);
    }

    @Test
    void anExtensionCountsFromNow() {
        var token = leased(ALICE);
        stage.pass(LEASE - 1);

        assertThat(stage.extend(ALICE, PRINTER, token, LEASE)).isEqualTo(new Extended(LEASE));
        assertThat(stage.pass(LEASE - 1)).isEmpty();
        assertThat(stage.pass(1)).hasSize(1);
    }

    @Test
    void anExtensionNeverShortens() {
        var token = leased(ALICE);

        assertThat(stage.extend(ALICE, PRINTER, token, 1)).isEqualTo(new Extended(LEASE));
        assertThat(stage.pass(LEASE - 1)).isEmpty();
    }

    @Test
    void aHoldWithoutALeaseGetsOneByExtending() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.extend(ALICE, PRINTER, token, LEASE)).isEqualTo(new Extended(LEASE));
        assertThat(stage.pass(LEASE)).hasSize(1);
    }

    @Test
    void onlyTheHolderExtends() {
        var token = leased(ALICE);

        assertThat(stage.extend(BOB, PRINTER, token, LEASE)).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.extend(ALICES_CAT, PRINTER, token, LEASE)).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.extend(ALICE, PRINTER, new FencingToken(token.value() + 1), LEASE))
                .isEqualTo(new Refused(Reason.LOST));
    }

    @Test
    void reentryMayLengthenTheLeaseAndSaysWhatIsLeft() {
        var token = leased(ALICE);
        stage.pass(LEASE / 2);

        assertThat(stage.acquireLeased(ALICE, PRINTER, LEASE))
                .isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, LEASE));
        assertThat(stage.pass(LEASE - 1)).isEmpty();
        assertThat(stage.pass(1)).hasSize(1);
    }

    @Test
    void reentryWithAShorterLeaseKeepsTheLongerOneAndSaysSo() {
        var token = leased(ALICE);

        assertThat(stage.acquireLeased(ALICE, PRINTER, 1)).isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, LEASE));
    }

    @Test
    void reentryWithoutALeaseKeepsTheRunningOneAndSaysSo() {
        var token = leased(ALICE);
        stage.pass(1);

        assertThat(stage.acquireLeased(ALICE, PRINTER, 0))
                .isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, LEASE - 1));
    }

    @Test
    void reentryWithALeaseDoesNotBoundAHoldThatHasNone() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.acquireLeased(ALICE, PRINTER, LEASE)).isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, 0));
        assertThat(stage.machine().nextDeadline()).isEmpty();
    }

    @Test
    void aLeaseTakesAllCountedHoldsWithIt() {
        leased(ALICE);
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(ALICE, PRINTER, X);

        stage.pass(LEASE);

        assertThat(stage.machine().lockCount()).isZero();
    }

    @Test
    void aLockThatWasGivenBackHasNoDeadline() {
        var token = leased(ALICE);
        stage.release(ALICE, PRINTER, token);

        assertThat(stage.machine().nextDeadline()).isEmpty();
        assertThat(stage.pass(LEASE)).isEmpty();
    }

    @Test
    void theNextDeadlineIsTheEarliestOfLeasesAndWaits() {
        leased(ALICE);
        assertThat(stage.machine().nextDeadline()).hasValue(LEASE);

        stage.ask(new Acquire(PRINTER, BOB, X, LEASE / 2, 0));
        assertThat(stage.machine().nextDeadline()).hasValue(LEASE / 2);

        stage.pass(LEASE / 2);
        assertThat(stage.machine().nextDeadline()).hasValue(LEASE);
    }

    @Test
    void aWaitThatWasOverFirstGetsNothingFromALeaseThatEndedLater() {
        var alice = leased(ALICE);
        var late = ((LockResult.Waiting) stage.ask(new Acquire(PRINTER, BOB, X, LEASE / 2, 0))).ticket();
        var inTime = stage.queued(CAROL, PRINTER, X);

        assertThat(stage.pass(LEASE))
                .containsExactly(
                        new WaitEnded(late, PRINTER, BOB, TicketState.TIMED_OUT),
                        new Lost(PRINTER, ALICE, alice, Cause.LEASE_ENDED),
                        new Handed(inTime, PRINTER, CAROL, new FencingToken(stage.sequence())));
    }

    @Test
    void aLeaseThatEndsInTheLastMomentOfAWaitIsInTime() {
        leased(ALICE);
        stage.ask(new Acquire(PRINTER, BOB, X, LEASE, 0));

        stage.pass(LEASE);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void leasesThatEndTogetherEndInOrderOfTheirLocks() {
        stage.acquireLeased(BOB, SCANNER, LEASE);
        stage.acquireLeased(ALICE, PRINTER, LEASE);

        assertThat(stage.pass(LEASE)).extracting(event -> ((Lost) event).lock()).containsExactly(PRINTER, SCANNER);
    }

    @Test
    void readersHaveALeaseEach() {
        stage.ask(new Acquire(PRINTER, ALICE, S, 0, LEASE));
        stage.ask(new Acquire(PRINTER, BOB, S, 0, LEASE * 2));

        stage.pass(LEASE);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    private FencingToken leased(Owner owner) {
        return ((Granted) stage.acquireLeased(owner, PRINTER, LEASE)).token();
    }
}
