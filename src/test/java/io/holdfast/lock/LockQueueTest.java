package io.holdfast.lock;

import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
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
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockResult.Busy;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Waiting;
import org.junit.jupiter.api.Test;

/** Who waits, in what order, and how a wait ends. */
class LockQueueTest {

    private final LockStage stage = new LockStage();

    @Test
    void whoMustWaitGetsATicket() {
        stage.acquire(ALICE, PRINTER, X);

        var result = stage.acquire(BOB, PRINTER, X);

        assertThat(result).isEqualTo(new Waiting(new TicketId(stage.sequence())));
        assertThat(stage.waiters(PRINTER)).containsExactly(BOB);
    }

    @Test
    void releaseHandsTheLockToTheFirstWaiter() {
        var token = stage.granted(ALICE, PRINTER, X);
        var bob = stage.queued(BOB, PRINTER, X);
        stage.queued(CAROL, PRINTER, X);

        var released = stage.release(ALICE, PRINTER, token);

        assertThat(released.events())
                .containsExactly(new Handed(bob, PRINTER, BOB, new FencingToken(stage.sequence())));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
        assertThat(stage.waiters(PRINTER)).containsExactly(CAROL);
    }

    @Test
    void aGrantsTokenIsTheSequenceOfTheStepThatMadeItAndNotOfTheWait() {
        var alice = stage.granted(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);
        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.queries().inspect(PRINTER).holders().getFirst().token().value())
                .isEqualTo(stage.sequence())
                .isGreaterThan(ticket.value());
    }

    @Test
    void nobodyBargesPastAWaiter() {
        stage.acquire(ALICE, PRINTER, S);
        stage.queued(BOB, PRINTER, X);

        assertThat(stage.attempt(CAROL, PRINTER, S)).isEqualTo(new Held(PRINTER, 1, 1, 0));
        stage.queued(CAROL, PRINTER, S);
        assertThat(stage.waiters(PRINTER)).containsExactly(BOB, CAROL);
    }

    @Test
    void consecutiveReadersAreHandedTheLockTogether() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.queued(BOB, PRINTER, S);
        stage.queued(CAROL, PRINTER, S);
        stage.queued(DAVE, PRINTER, X);

        var released = stage.release(ALICE, PRINTER, token);

        assertThat(released.events())
                .extracting(event -> ((Handed) event).owner())
                .containsExactly(BOB, CAROL);
        assertThat(released.events())
                .extracting(event -> ((Handed) event).token())
                .containsOnly(new FencingToken(stage.sequence()));
        assertThat(stage.waiters(PRINTER)).containsExactly(DAVE);
    }

    @Test
    void readersBehindAWriterWaitForIt() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.queued(BOB, PRINTER, S);
        stage.queued(CAROL, PRINTER, X);
        stage.queued(DAVE, PRINTER, S);

        stage.release(ALICE, PRINTER, token);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
        assertThat(stage.waiters(PRINTER)).containsExactly(CAROL, DAVE);
    }

    @Test
    void aWriterIsNotStarvedByReadersThatKeepComing() {
        var token = stage.granted(ALICE, PRINTER, S);
        stage.queued(BOB, PRINTER, X);
        for (int i = 10; i < 110; i++) {
            stage.queued(owner(i, "reader"), PRINTER, S);
        }

        stage.release(ALICE, PRINTER, token);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void readersAreNotStarvedByWritersThatKeepComing() {
        var alice = stage.granted(ALICE, PRINTER, X);
        stage.queued(BOB, PRINTER, S);
        for (int i = 10; i < 110; i++) {
            stage.queued(owner(i, "writer"), PRINTER, X);
        }

        stage.release(ALICE, PRINTER, alice);

        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void anOwnerWaitsForOneThingAtATime() {
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(CAROL, SCANNER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        assertThat(stage.acquire(BOB, SCANNER, X)).isEqualTo(new Busy(ticket));
        assertThat(stage.acquire(BOB, PRINTER, X)).isEqualTo(new Busy(ticket));
        assertThat(stage.attempt(BOB, new LockName("free"), X)).isEqualTo(new Busy(ticket));
    }

    @Test
    void anOwnerThatWaitsMayReenterWhatItHolds() {
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(BOB, SCANNER, X);
        stage.queued(BOB, PRINTER, X);

        assertThat(stage.acquire(BOB, SCANNER, X)).isInstanceOf(Granted.class);
    }

    @Test
    void anotherOwnerOfTheSessionMayWaitToo() {
        stage.acquire(BOB, PRINTER, X);
        stage.queued(ALICE, PRINTER, X);

        assertThat(stage.acquire(ALICES_CAT, PRINTER, X)).isInstanceOf(Waiting.class);
    }

    @Test
    void aWaitEndsWhenItsTimeIsOver() {
        stage.acquire(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        assertThat(stage.pass(A_MINUTE - 1)).isEmpty();
        assertThat(stage.pass(1)).containsExactly(new WaitEnded(ticket, PRINTER, BOB, TicketState.TIMED_OUT));
        assertThat(stage.waiters(PRINTER)).isEmpty();
        assertThat(stage.machine().uses(BOB.session())).isFalse();
    }

    @Test
    void aWriterThatGivesUpLetsTheReadersBehindItPass() {
        stage.acquire(ALICE, PRINTER, S);
        stage.ask(new Acquire(PRINTER, BOB, X, 1_000, 0));
        var carol = stage.queued(CAROL, PRINTER, S);

        assertThat(stage.pass(1_000)).last().isEqualTo(new Handed(carol, PRINTER, CAROL, new FencingToken(1)));
        assertThat(stage.holders(PRINTER)).containsExactly(ALICE, CAROL);
    }

    @Test
    void whoCancelsLeavesTheQueue() {
        stage.acquire(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        var cancelled = stage.cancel(BOB, ticket);

        assertThat(cancelled.result()).isEqualTo(new Cancelled(false));
        assertThat(cancelled.events()).containsExactly(new WaitEnded(ticket, PRINTER, BOB, TicketState.CANCELLED));
        assertThat(stage.acquire(BOB, PRINTER, X)).isInstanceOf(Waiting.class);
    }

    @Test
    void aWriterThatCancelsLetsTheReadersBehindItPass() {
        stage.acquire(ALICE, PRINTER, S);
        var bob = stage.queued(BOB, PRINTER, X);
        stage.queued(CAROL, PRINTER, S);

        stage.cancel(BOB, bob);

        assertThat(stage.holders(PRINTER)).containsExactly(ALICE, CAROL);
    }

    @Test
    void cancellingAfterTheGrantReleases() {
        var token = stage.granted(ALICE, PRINTER, X);
        var bob = stage.queued(BOB, PRINTER, X);
        var carol = stage.queued(CAROL, PRINTER, X);
        stage.release(ALICE, PRINTER, token);

        var cancelled = stage.cancel(BOB, bob);

        assertThat(cancelled.result()).isEqualTo(new Cancelled(true));
        assertThat(cancelled.events())
                .containsExactly(new Handed(carol, PRINTER, CAROL, new FencingToken(stage.sequence())));
        assertThat(stage.queries().ticket(bob).state()).isEqualTo(TicketState.CANCELLED);
    }

    @Test
    void cancellingTwiceIsOnce() {
        var token = stage.granted(ALICE, PRINTER, X);
        var bob = stage.queued(BOB, PRINTER, X);
        stage.release(ALICE, PRINTER, token);
        stage.cancel(BOB, bob);
        stage.acquire(BOB, PRINTER, X);

        assertThat(stage.cancel(BOB, bob).result()).isEqualTo(new Cancelled(false));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void cancellingWhatWasGrantedAndGivenBackChangesNothing() {
        var alice = stage.granted(ALICE, PRINTER, X);
        var bob = stage.queued(BOB, PRINTER, X);
        stage.release(ALICE, PRINTER, alice);
        stage.release(BOB, PRINTER, new FencingToken(stage.sequence()));
        stage.acquire(BOB, PRINTER, X);

        assertThat(stage.cancel(BOB, bob).result()).isEqualTo(new Cancelled(false));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void cancellingAnEndedWaitChangesNothing() {
        stage.acquire(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);
        stage.pass(A_MINUTE);

        assertThat(stage.cancel(BOB, ticket).result()).isEqualTo(new Cancelled(false));
        assertThat(stage.queries().ticket(ticket).state()).isEqualTo(TicketState.TIMED_OUT);
    }

    @Test
    void nobodyCancelsForAnother() {
        var token = stage.granted(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);

        assertThat(stage.cancel(CAROL, ticket).result()).isEqualTo(new Refused(Reason.NOT_OWNER));
        stage.release(ALICE, PRINTER, token);
        assertThat(stage.cancel(CAROL, ticket).result()).isEqualTo(new Refused(Reason.NOT_OWNER));
        assertThat(stage.holders(PRINTER)).containsExactly(BOB);
    }

    @Test
    void aTicketThatNeverWasIsUnknown() {
        assertThat(stage.cancel(ALICE, new TicketId(99)).result()).isEqualTo(new Refused(Reason.UNKNOWN_TICKET));
        assertThat(stage.queries().ticket(new TicketId(99))).isNull();
    }

    @Test
    void aWaiterWhoseSessionEndedIsNeverHandedTheLock() {
        var token = stage.granted(ALICE, PRINTER, X);
        stage.queued(BOB, PRINTER, X);
        stage.queued(CAROL, PRINTER, X);
        stage.endSession(BOB);

        stage.release(ALICE, PRINTER, token);

        assertThat(stage.holders(PRINTER)).containsExactly(CAROL);
    }
}
