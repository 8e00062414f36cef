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
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockEvent.Cause;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Released;
import org.junit.jupiter.api.Test;

/** What holding a lock means. Waiting for one is in {@link LockQueueTest}, leases are in {@link LockLeaseTest}. */
class LockMachineTest {

    private final LockStage stage = new LockStage();

    @Test
    void aFreeLockIsGranted() {
        var granted = stage.acquire(ALICE, PRINTER, X);

        assertThat(granted).isEqualTo(new Granted(PRINTER, ALICE, X, new FencingToken(stage.sequence()), 1, 0));
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE);
    }

    @Test
    void nobodyElseGetsALockThatIsHeld() {
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.attempt(BOB, PRINTER, X)).isEqualTo(new Held(PRINTER, 1, 0, 0));
        assertThat(stage.attempt(BOB, PRINTER, S)).isEqualTo(new Held(PRINTER, 1, 0, 0));
    }

    @Test
    void anAttemptThatFailsLeavesNothingBehind() {
        stage.acquire(ALICE, PRINTER, X);
        var before = stage.rows();

        stage.attempt(BOB, PRINTER, X);

        assertThat(stage.rows()).isEqualTo(before);
        assertThat(stage.machine().uses(BOB.session())).isFalse();
    }

    @Test
    void otherLocksAreNotConcerned() {
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.acquire(BOB, SCANNER, X)).isInstanceOf(Granted.class);
        assertThat(stage.machine().lockCount()).isEqualTo(2);
    }

    @Test
    void readersShareALock() {
        stage.acquire(ALICE, PRINTER, S);

        assertThat(stage.acquire(BOB, PRINTER, S)).isInstanceOf(Granted.class);
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE, BOB);
    }

    @Test
    void aReaderKeepsAWriterOut() {
        stage.acquire(ALICE, PRINTER, S);

        assertThat(stage.attempt(BOB, PRINTER, X)).isEqualTo(new Held(PRINTER, 1, 0, 0));
    }

    @Test
    void twoOwnersOfOneSessionAreTwo() {
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.attempt(ALICES_CAT, PRINTER, X)).isEqualTo(new Held(PRINTER, 1, 0, 0));
    }

    @Test
    void aLockThatIsGivenBackIsFreeAndHasNoRow() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.release(ALICE, PRINTER, token).result()).isEqualTo(new Released(0));
        assertThat(stage.queries().inspect(PRINTER).isFree()).isTrue();
        assertThat(stage.machine().lockCount()).isZero();
        assertThat(stage.machine().uses(ALICE.session())).isFalse();
    }

    @Test
    void tokensGrowFromGrantToGrant() {
        var first = stage.granted(ALICE, PRINTER, X);
        stage.release(ALICE, PRINTER, first);

        var second = stage.granted(BOB, PRINTER, X);

        assertThat(second.value()).isGreaterThan(first.value());
    }

    @Test
    void readersOfOneEpochShareItsToken() {
        var alice = stage.granted(ALICE, PRINTER, S);

        var bob = stage.granted(BOB, PRINTER, S);

        assertThat(bob).isEqualTo(alice);
    }

    @Test
    void theEpochLivesOnWhenItsFirstReaderLeaves() {
        var alice = stage.granted(ALICE, PRINTER, S);
        stage.acquire(BOB, PRINTER, S);
        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.granted(CAROL, PRINTER, S)).isEqualTo(alice);
    }

    @Test
    void aNewEpochHasANewToken() {
        var first = stage.granted(ALICE, PRINTER, S);
        stage.release(ALICE, PRINTER, first);

        assertThat(stage.granted(ALICE, PRINTER, S).value()).isGreaterThan(first.value());
    }

    @Test
    void aHolderThatLostTheLockCannotReleaseItsSuccessor() {
        var stale = stage.granted(ALICE, PRINTER, X);
        stage.release(ALICE, PRINTER, stale);
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.release(ALICE, PRINTER, stale).result()).isEqualTo(new Refused(Reason.LOST));
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE);
    }

    @Test
    void theRightTokenInTheWrongHandsReleasesNothing() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.release(BOB, PRINTER, token).result()).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.release(ALICES_CAT, PRINTER, token).result()).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE);
    }

    @Test
    void aLockThatNobodyHoldsWasLost() {
        assertThat(stage.release(ALICE, PRINTER, new FencingToken(1)).result()).isEqualTo(new Refused(Reason.LOST));
        assertThat(stage.extend(ALICE, PRINTER, new FencingToken(1), 1)).isEqualTo(new Refused(Reason.LOST));
    }

    @Test
    void theOwnerNeedNotBeNamedWhereOnlyOneOfTheSessionHolds() {
        var token = stage.granted(ALICE, PRINTER, S);
        stage.acquire(BOB, PRINTER, S);

        assertThat(stage.ask(anonymousRelease(token))).isEqualTo(new Released(0));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void theOwnerMustBeNamedWhereSeveralOfTheSessionHold() {
        var token = stage.granted(ALICE, PRINTER, S);
        stage.acquire(ALICES_CAT, PRINTER, S);

        assertThat(stage.ask(anonymousRelease(token))).isEqualTo(new Refused(Reason.AMBIGUOUS_OWNER));
        assertThat(stage.release(ALICES_CAT, PRINTER, token).result()).isEqualTo(new Released(0));
        assertThat(stage.ask(anonymousRelease(token))).isEqualTo(new Released(0));
    }

    @Test
    void anUnnamedOwnerOfAnotherSessionIsNotTheOwner() {
        var token = stage.granted(BOB, PRINTER, X);

        assertThat(stage.ask(anonymousRelease(token))).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.ask(anonymousRelease(new FencingToken(token.value() - 1))))
                .isEqualTo(new Refused(Reason.LOST));
    }

    private static Release anonymousRelease(FencingToken token) {
        return new Release(PRINTER, ALICE.session(), null, token, 1);
    }

    @Test
    void reentryCountsAndKeepsTheToken() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.acquire(ALICE, PRINTER, X)).isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, 0));
        assertThat(stage.release(ALICE, PRINTER, token).result()).isEqualTo(new Released(1));
        assertThat(stage.release(ALICE, PRINTER, token).result()).isEqualTo(new Released(0));
        assertThat(stage.holders(PRINTER)).isEmpty();
    }

    @Test
    void reentryPassesThoseWhoWait() {
        stage.acquire(ALICE, PRINTER, S);
        stage.queued(BOB, PRINTER, X);

        assertThat(stage.acquire(ALICE, PRINTER, S)).isInstanceOf(Granted.class);
        assertThat(stage.attempt(CAROL, PRINTER, S)).isEqualTo(new Held(PRINTER, 1, 1, 0));
    }

    @Test
    void aWriterMayReenterAsReaderAndStaysAWriter() {
        var token = stage.granted(ALICE, PRINTER, X);

        assertThat(stage.acquire(ALICE, PRINTER, S)).isEqualTo(new Granted(PRINTER, ALICE, X, token, 2, 0));
        assertThat(stage.attempt(BOB, PRINTER, S)).isInstanceOf(Held.class);
    }

    @Test
    void aReaderIsNotMadeAWriterByAskingAgain() {
        stage.acquire(ALICE, PRINTER, S);

        assertThat(stage.acquire(ALICE, PRINTER, X)).isEqualTo(new Refused(Reason.WEAKER_MODE));
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE);
    }

    @Test
    void severalCountedHoldsAreGivenBackAtOnce() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.ask(new Release(PRINTER, ALICE.session(), "alice", token, 2)))
                .isEqualTo(new Released(1));
    }

    @Test
    void moreThanThereAreGivesAllBack() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.ask(new Release(PRINTER, ALICE.session(), "alice", token, LockLimits.HOLD_COUNT_MAX)))
                .isEqualTo(new Released(0));
        assertThat(stage.holders(PRINTER)).isEmpty();
    }

    @Test
    void theEndOfASessionTakesAllItHoldsAndAllItWaitsFor() {
        var printer = stage.granted(ALICE, PRINTER, X);
        stage.acquire(BOB, SCANNER, X);
        var wait = stage.queued(ALICES_CAT, SCANNER, X);

        assertThat(stage.endSession(ALICE))
                .containsExactly(
                        new WaitEnded(wait, SCANNER, ALICES_CAT, TicketState.SESSION_ENDED),
                        new Lost(PRINTER, ALICE, printer, Cause.SESSION_ENDED));
        assertThat(stage.machine().uses(ALICE.session())).isFalse();
        assertThat(stage.machine().lockCount()).isOne();
    }

    @Test
    void theEndOfASessionHandsItsLockToTheNext() {
        stage.acquire(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        assertThat(stage.endSession(ALICE))
                .endsWith(new Handed(ticket, PRINTER, BOB, new FencingToken(stage.sequence())));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void aSessionThatEndsDoesNotInheritFromItself() {
        stage.acquire(ALICE, PRINTER, X);
        stage.queued(ALICES_CAT, PRINTER, X);
        stage.queued(BOB, PRINTER, X);

        stage.endSession(ALICE);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
        assertThat(stage.waiters(PRINTER)).isEmpty();
    }

    @Test
    void theEndOfASessionThatHasNothingIsNoNews() {
        stage.acquire(ALICE, PRINTER, X);

        assertThat(stage.endSession(BOB)).isEmpty();
    }

    @Test
    void countsFollowWhatHappens() {
        var token = stage.granted(ALICE, PRINTER, S);
        stage.acquire(BOB, PRINTER, S);
        stage.queued(CAROL, PRINTER, X);

        assertThat(stage.machine().holdCount()).isEqualTo(2);
        assertThat(stage.machine().waiterCount()).isEqualTo(1);

        stage.release(ALICE, PRINTER, token);
        stage.release(BOB, PRINTER, token);

        assertThat(stage.machine().holdCount()).isEqualTo(1);
        assertThat(stage.machine().waiterCount()).isZero();
        assertThat(stage.machine().lockCount()).isEqualTo(1);
    }

    @Test
    void aCommandIsMadeInTheNameOfItsOwnersSession() {
        assertThat(new Acquire(PRINTER, ALICE, X, 0, 0).session()).isEqualTo(ALICE.session());
    }
}
