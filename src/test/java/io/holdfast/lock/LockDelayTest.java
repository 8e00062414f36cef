package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
import static io.holdfast.lock.LockStage.A_MINUTE;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.LockStage.owner;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Held;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long others are kept out of a lock that was lost, and whom that depends on. */
class LockDelayTest {

    private static final long DELAY = 5_000;

    private final LockStage stage = new LockStage();

    @Test
    void whatASessionLosesStaysShutAsLongAsTheSessionWasOpenedWith() {
        stage.openedWith(ALICE, DELAY);
        stage.granted(ALICE, PRINTER, X);
        stage.granted(ALICES_CAT, SCANNER, X);

        stage.endSession(ALICE);

        assertThat(stage.attempt(BOB, PRINTER, X)).isEqualTo(new Held(PRINTER, 0, 0, DELAY));
        assertThat(stage.attempt(BOB, SCANNER, S)).isEqualTo(new Held(SCANNER, 0, 0, DELAY));
        stage.pass(DELAY);
        assertThat(stage.attempt(BOB, PRINTER, X)).isInstanceOf(Granted.class);
    }

    @Test
    void anAcquireThatSaysItsOwnIsTakenAtItsWord() {
        stage.openedWith(ALICE, DELAY);
        stage.openedWith(BOB, DELAY);
        stage.ask(delayed(ALICE, PRINTER, 0));
        stage.ask(delayed(BOB, SCANNER, 2 * DELAY));

        stage.endSession(ALICE);
        stage.endSession(BOB);

        assertThat(stage.queries().inspect(PRINTER).isFree()).isTrue();
        assertThat(stage.queries().inspect(SCANNER).shutUntilMillis()).isEqualTo(2 * DELAY);
    }

    @Test
    void aGrantThatCameByWaitingHasItToo() {
        stage.openedWith(BOB, DELAY);
        var alice = stage.granted(ALICE, PRINTER, X);
        stage.queued(BOB, PRINTER, X);
        stage.release(ALICE, PRINTER, alice);

        stage.endSession(BOB);

        assertThat(stage.queries().inspect(PRINTER).shutUntilMillis()).isEqualTo(DELAY);
    }

    @Test
    void aLeaseThatRunsOutIsALossAndSoIsForce() {
        stage.openedWith(ALICE, DELAY);
        stage.acquireLeased(ALICE, PRINTER, 10);
        stage.granted(ALICE, SCANNER, X);

        stage.pass(10);
        stage.ask(new LockCommand.ForceRelease(SCANNER, null, null, "stuck", "olga", 0));

        assertThat(stage.queries().inspect(PRINTER).shutUntilMillis()).isEqualTo(10 + DELAY);
        assertThat(stage.queries().inspect(SCANNER).shutUntilMillis()).isEqualTo(10 + DELAY);
    }

    @Test
    void whatIsGivenBackIsFreeAtOnce() {
        stage.openedWith(ALICE, DELAY);
        var alice = stage.granted(ALICE, PRINTER, X);

        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.queries().inspect(PRINTER).isFree()).isTrue();
    }

    @Test
    void theOwnerThatLostItIsKeptOutLikeAllOthers() {
        stage.openedWith(ALICE, DELAY);
        stage.acquireLeased(ALICE, PRINTER, 10);

        stage.pass(10);

        assertThat(stage.attempt(ALICE, PRINTER, X)).isEqualTo(new Held(PRINTER, 0, 0, DELAY));
    }

    @Test
    void anotherSessionOfTheSameOwnersNameIsKeptOutToo() {
        stage.openedWith(ALICE, DELAY);
        stage.granted(ALICE, PRINTER, X);
        stage.endSession(ALICE);

        var alicesNextLife = owner(99, ALICE.name());

        assertThat(stage.attempt(alicesNextLife, PRINTER, X)).isEqualTo(new Held(PRINTER, 0, 0, DELAY));
        stage.queued(BOB, PRINTER, X);
        stage.queued(alicesNextLife, PRINTER, X);
        stage.pass(DELAY);
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void aHoldThatWasLoadedKeepsTheDelayItWasGrantedWith() {
        stage.openedWith(ALICE, DELAY);
        stage.granted(ALICE, PRINTER, X);

        stage.reload();
        stage.endSession(ALICE);

        assertThat(stage.queries().inspect(PRINTER).shutUntilMillis()).isEqualTo(DELAY);
    }

    @Test
    void aDelayIsSoLongAndNoLonger() {
        assertThatCode(() -> delayed(ALICE, PRINTER, LockLimits.DELAY_MILLIS_MAX))
                .doesNotThrowAnyException();
        assertThatCode(() -> delayed(ALICE, PRINTER, Terms.DELAY_OF_THE_SESSION))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> delayed(ALICE, PRINTER, LockLimits.DELAY_MILLIS_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> delayed(ALICE, PRINTER, -2));
    }

    private static Acquire delayed(Owner owner, LockName lock, long delayMillis) {
        var plain = Terms.plain(A_MINUTE, 0);
        var terms = new Terms(
                plain.waitMillis(),
                0,
                0,
                delayMillis,
                0,
                plain.strategy(),
                0,
                plain.victimPolicy(),
                plain.onDeadlock(),
                "");
        return new Acquire(List.of(new Want(lock, X)), owner, terms);
    }
}
