package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.A_MINUTE;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.CAROL;
import static io.holdfast.lock.LockStage.DAVE;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.LockStage.owner;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockResult.Deadlocked;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waits that let later requests pass. */
class LockSkipTest {

    private static final LockName LAMP = new LockName("lamp");
    private static final int MANY = 100;

    private final LockStage stage = new LockStage();

    @Test
    void readersPassAWriterThatLetsThem() {
        stage.granted(ALICE, PRINTER, S);
        skipping(BOB, X, PRINTER);

        assertThat(stage.attempt(CAROL, PRINTER, S)).isInstanceOf(Granted.class);

        assertThat(stage.holders(PRINTER)).containsExactly(ALICE, CAROL);
        assertThat(stage.waiters(PRINTER)).containsExactly(BOB);
    }

    @Test
    void whoWaitsForSeveralKeepsNoLockIdle() {
        var alice = stage.granted(ALICE, SCANNER, X);
        skipping(BOB, X, PRINTER, SCANNER);

        var carol = ((Granted) stage.attempt(CAROL, PRINTER, X)).token();
        stage.release(ALICE, SCANNER, alice);

        assertThat(stage.waiters(PRINTER)).containsExactly(BOB);

        stage.release(CAROL, PRINTER, carol);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
        assertThat(stage.holders(SCANNER)).containsExactly(BOB);
    }

    @Test
    void itIsServedBeforeLaterOnesWhereBothCouldBe() {
        var alice = stage.granted(ALICE, PRINTER, X);
        skipping(BOB, X, PRINTER);
        stage.queued(CAROL, PRINTER, X);

        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void itDoesNotPassEarlierOnesThatLetNobodyPass() {
        var alice = stage.granted(ALICE, PRINTER, S);
        stage.queued(BOB, PRINTER, X);
        skipping(CAROL, S, PRINTER);

        assertThat(stage.waiters(PRINTER)).containsExactly(BOB, CAROL);

        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void amongThemselvesTheyAreServedInOrderOfArrival() {
        var alice = stage.granted(ALICE, PRINTER, X);
        skipping(BOB, X, PRINTER);
        skipping(CAROL, X, PRINTER);

        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
        assertThat(stage.waiters(PRINTER)).containsExactly(CAROL);
    }

    @Test
    void itMayStarve() {
        var last = stage.granted(owner(10, ""), PRINTER, S);
        skipping(BOB, X, PRINTER);

        for (int i = 1; i <= MANY; i++) {
            assertThat(stage.attempt(owner(10 + i, ""), PRINTER, S)).isInstanceOf(Granted.class);
            stage.release(owner(9 + i, ""), PRINTER, last);
        }

        assertThat(stage.waiters(PRINTER)).containsExactly(BOB);
        stage.release(owner(10 + MANY, ""), PRINTER, last);
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void itIsNoObstacleAndSoNoPartOfADeadlock() {
        stage.granted(ALICE, PRINTER, X);
        skipping(BOB, X, PRINTER, SCANNER);

        assertThat(stage.acquire(ALICE, SCANNER, X)).isInstanceOf(Granted.class);

        assertThat(stage.machine().deadlockCount()).isZero();
    }

    @Test
    void whereItLetsNobodyPassTheSameIsADeadlock() {
        stage.granted(ALICE, PRINTER, X);
        stage.ask(new Acquire(wants(X, PRINTER, SCANNER), BOB, Terms.plain(A_MINUTE, 0)));

        stage.acquire(ALICE, SCANNER, X);

        assertThat(stage.machine().deadlockCount()).isEqualTo(1);
    }

    @Test
    void aCycleThroughOneThatPassedIsFound() {
        stage.granted(BOB, LAMP, X);
        stage.granted(ALICE, PRINTER, X);
        skipping(BOB, X, PRINTER, SCANNER);
        stage.granted(CAROL, SCANNER, X);

        var closed = stage.acquire(CAROL, LAMP, X);

        var found = stage.queries().deadlock(((Deadlocked) closed).deadlock());
        assertThat(found.cycle()).extracting(Deadlock.Link::owner).containsExactly(CAROL, BOB);
        assertThat(found.cycle()).extracting(Deadlock.Link::nextHolds).containsExactly(true, true);
    }

    @Test
    void aConversionLetsNobodyPassWhateverItSays() {
        var alice = stage.granted(ALICE, PRINTER, S);
        stage.granted(BOB, PRINTER, S);

        stage.ask(new Convert(new Grip(PRINTER, alice), ALICE.session(), ALICE.name(), X, skip()));

        assertThat(stage.attempt(CAROL, PRINTER, S)).isEqualTo(new Held(PRINTER, 2, 1, 0));
    }

    @Test
    void whoLetsOthersPassIsNotAheadOfThem() {
        stage.granted(ALICE, PRINTER, X);
        skipping(BOB, X, PRINTER);
        var carol = stage.queued(CAROL, PRINTER, X);
        var dave = skipping(DAVE, X, PRINTER);

        assertThat(stage.queries().ticket(carol).position()).isEqualTo(1);
        assertThat(stage.queries().ticket(carol).ahead()).isEmpty();
        assertThat(stage.queries().ticket(dave).position()).isEqualTo(2);
        assertThat(stage.queries().ticket(dave).ahead())
                .extracting(Waiter::owner)
                .containsExactly(CAROL);
        assertThat(stage.queries().chain(carol)).extracting(WaitLink::blocker).containsExactly(ALICE);
    }

    private TicketId skipping(Owner owner, Mode mode, LockName... locks) {
        return ((Waiting) stage.ask(new Acquire(wants(mode, locks), owner, skip()))).ticket();
    }

    private static List<Want> wants(Mode mode, LockName... locks) {
        return List.of(locks).stream().map(lock -> new Want(lock, mode)).toList();
    }

    private static Terms skip() {
        var plain = Terms.plain(A_MINUTE, 0);
        return new Terms(
                plain.waitMillis(), 0, 0, 0, 0, Terms.Strategy.SKIP, 0, plain.victimPolicy(), plain.onDeadlock(), "");
    }
}
