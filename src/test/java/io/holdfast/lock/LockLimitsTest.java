package io.holdfast.lock;

import static io.holdfast.lock.LockLimits.ENDED_TICKETS_MAX;
import static io.holdfast.lock.LockLimits.HOLD_COUNT_MAX;
import static io.holdfast.lock.LockLimits.LEASE_MILLIS_MAX;
import static io.holdfast.lock.LockLimits.SESSION_LOCKS_MAX;
import static io.holdfast.lock.LockLimits.WAITERS_MAX;
import static io.holdfast.lock.LockLimits.WAIT_MILLIS_MAX;
import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.LockStage.owner;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.Names;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Waiting;
import org.junit.jupiter.api.Test;

/** Every limit at its edge. The one on all locks together is left out: a million locks take most of the test's heap. */
class LockLimitsTest {

    private static final FencingToken TOKEN = new FencingToken(1);
    private static final String LONGEST_OWNER = "o".repeat(Owner.NAME_LENGTH_MAX);

    private final LockStage stage = new LockStage();

    @Test
    void anOwnerHoldsALockSoManyTimesAndNoMore() {
        for (int i = 1; i < HOLD_COUNT_MAX; i++) {
            stage.acquire(ALICE, PRINTER, X);
        }

        assertThat(((Granted) stage.acquire(ALICE, PRINTER, X)).holdCount()).isEqualTo(HOLD_COUNT_MAX);
        assertThat(stage.acquire(ALICE, PRINTER, X)).isEqualTo(new Refused(Reason.HOLD_COUNT_MAX));
    }

    @Test
    void soManyWaitForALockAndNoMore() {
        stage.acquire(ALICE, PRINTER, X);
        for (int i = 1; i < WAITERS_MAX; i++) {
            stage.queued(owner(10 + i, ""), PRINTER, X);
        }

        assertThat(stage.acquire(BOB, PRINTER, X)).isInstanceOf(Waiting.class);
        assertThat(stage.acquire(owner(9, "late"), PRINTER, X)).isEqualTo(new Refused(Reason.WAITERS_MAX));
        assertThat(stage.machine().uses(owner(9, "late").session())).isFalse();
    }

    @Test
    void aSessionHoldsAndAwaitsSoManyLocksAndNoMore() {
        stage.acquire(BOB, SCANNER, X);
        stage.queued(ALICE, SCANNER, X);
        for (int i = 2; i < SESSION_LOCKS_MAX; i++) {
            stage.acquire(ALICES_CAT, new LockName("lock-" + i), X);
        }

        var last = stage.acquire(ALICES_CAT, PRINTER, X);

        assertThat(last).isInstanceOf(Granted.class);
        assertThat(stage.acquire(ALICES_CAT, new LockName("surplus"), X))
                .isEqualTo(new Refused(Reason.SESSION_LOCKS_MAX));
        assertThat(stage.acquire(ALICES_CAT, PRINTER, X)).isInstanceOf(Granted.class);
        assertThat(stage.acquire(BOB, new LockName("surplus"), X)).isInstanceOf(Granted.class);
    }

    @Test
    void oneLockGivenBackMakesRoomForAnother() {
        for (int i = 1; i < SESSION_LOCKS_MAX; i++) {
            stage.acquire(ALICE, new LockName("lock-" + i), X);
        }
        var token = stage.granted(ALICE, PRINTER, X);
        assertThat(stage.acquire(ALICE, SCANNER, X)).isInstanceOf(Refused.class);

        stage.release(ALICE, PRINTER, token);

        assertThat(stage.acquire(ALICE, SCANNER, X)).isInstanceOf(Granted.class);
    }

    @Test
    void soManyEndedTicketsAreRememberedTheNewestOfThem() {
        stage.acquire(ALICE, PRINTER, X);
        var first = stage.queued(BOB, PRINTER, X);
        stage.cancel(BOB, first);
        for (int i = 1; i < ENDED_TICKETS_MAX; i++) {
            stage.cancel(BOB, stage.queued(BOB, PRINTER, X));
        }
        assertThat(stage.queries().ticket(first)).isNotNull();

        var last = stage.queued(BOB, PRINTER, X);
        stage.cancel(BOB, last);

        assertThat(stage.queries().ticket(first)).isNull();
        assertThat(stage.queries().ticket(last)).isNotNull();
        assertThat(stage.cancel(BOB, first).result()).isEqualTo(new Refused(Reason.UNKNOWN_TICKET));
    }

    @Test
    void aWaitLastsSoLongAndNoLonger() {
        assertThatCode(() -> new Acquire(PRINTER, ALICE, X, WAIT_MILLIS_MAX, 0)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Acquire(PRINTER, ALICE, X, WAIT_MILLIS_MAX + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Acquire(PRINTER, ALICE, X, -1, 0));
    }

    @Test
    void aLeaseLastsSoLongAndNoLonger() {
        assertThatCode(() -> new Acquire(PRINTER, ALICE, X, 0, LEASE_MILLIS_MAX))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Acquire(PRINTER, ALICE, X, 0, LEASE_MILLIS_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Acquire(PRINTER, ALICE, X, 0, -1));
        assertThatCode(() -> extend(LEASE_MILLIS_MAX)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> extend(LEASE_MILLIS_MAX + 1));
    }

    @Test
    void anExtensionIsLongerThanNothing() {
        assertThatCode(() -> extend(1)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> extend(0));
    }

    private static Extend extend(long leaseMillis) {
        return new Extend(PRINTER, ALICE.session(), null, TOKEN, leaseMillis);
    }

    @Test
    void aReleaseGivesBackFromOneToAllThereCanBe() {
        assertThatCode(() -> release(1)).doesNotThrowAnyException();
        assertThatCode(() -> release(HOLD_COUNT_MAX)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> release(0));
        assertThatIllegalArgumentException().isThrownBy(() -> release(HOLD_COUNT_MAX + 1));
    }

    private static Release release(int count) {
        return new Release(PRINTER, ALICE.session(), null, TOKEN, count);
    }

    @Test
    void anOwnersNameIsSoLongAndNoLonger() {
        assertThatCode(() -> new Owner(ALICE.session(), LONGEST_OWNER)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Owner(ALICE.session(), LONGEST_OWNER + "o"));
    }

    /** In the log it would meet a machine, which would stop every node. */
    @Test
    void anOwnersNameThatIsTooLongNeverGetsIntoACommand() {
        var session = ALICE.session();

        assertThatCode(() -> new Release(PRINTER, session, LONGEST_OWNER, TOKEN, 1))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Release(PRINTER, session, LONGEST_OWNER + "o", TOKEN, 1));
        assertThatCode(() -> new Extend(PRINTER, session, LONGEST_OWNER, TOKEN, 1))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Extend(PRINTER, session, LONGEST_OWNER + "o", TOKEN, 1));
    }

    @Test
    void aLocksNameFollowsTheRuleOfNames() {
        assertThatCode(() -> new LockName("p".repeat(Names.LENGTH_MAX))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new LockName("p".repeat(Names.LENGTH_MAX + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new LockName(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new LockName("a b"));
    }
}
