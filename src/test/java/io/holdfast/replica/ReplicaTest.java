package io.holdfast.replica;

import static io.holdfast.lock.LockPrimitive.LOCKS;
import static io.holdfast.replica.ReplicaStage.ALICE;
import static io.holdfast.replica.ReplicaStage.BOB;
import static io.holdfast.replica.ReplicaStage.CAROL;
import static io.holdfast.replica.ReplicaStage.PRINTER;
import static io.holdfast.replica.ReplicaStage.WAIT;
import static io.holdfast.replica.ReplicaStage.acquire;
import static io.holdfast.replica.ReplicaStage.acquireLeased;
import static io.holdfast.replica.ReplicaStage.opening;
import static io.holdfast.replica.ReplicaStage.release;
import static io.holdfast.replica.ReplicaStage.request;
import static io.holdfast.session.SessionPrimitive.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.core.Command;
import io.holdfast.core.Declined;
import io.holdfast.core.Opening;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockEvent;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.session.SessionCommand.AdvanceSequence;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionEvent;
import io.holdfast.session.SessionEvent.Cause;
import io.holdfast.session.SessionLimits;
import io.holdfast.session.SessionResult;
import io.holdfast.testing.Rows;
import io.holdfast.testing.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How entries are applied: order, time, sessions, snapshots. Repetitions are in {@link IdempotencyTest}. */
class ReplicaTest {

    private record Unheard() implements Command {}

    private final ReplicaStage stage = new ReplicaStage();

    @Test
    void everyRequestTakesOneSequence() {
        stage.apply(request(opening(ALICE)), request(opening(BOB)));

        assertThat(stage.replica().last().sequence()).isEqualTo(2);
    }

    @Test
    void everyRequestHasAnOutcomeInItsPlace() {
        var step = stage.apply(request(opening(ALICE)), request(acquire(ALICE, 0)), request(acquire(BOB, 0)));

        assertThat(step.outcomes())
                .extracting(outcome -> (Object) outcome.result().getClass())
                .containsExactly(SessionResult.Opened.class, Granted.class, Declined.SessionGone.class);
    }

    @Test
    void aTokenIsTheSequenceOfItsRequestWithinTheBatch() {
        var step = stage.apply(request(opening(ALICE)), request(opening(BOB)), request(acquire(BOB, 0)));

        assertThat(((Granted) step.outcomes().getLast().result()).token()).isEqualTo(new FencingToken(3));
    }

    @Test
    void aSequenceThatIsAdvancedGoesOnFromThere() {
        stage.apply(request(opening(ALICE)));

        assertThat(stage.ask(new AdvanceSequence(1L << 40))).isEqualTo(new SessionResult.Advanced(1L << 40));
        assertThat(((Granted) stage.ask(acquire(ALICE, 0))).token()).isEqualTo(new FencingToken((1L << 40) + 1));
    }

    @Test
    void aSequenceIsNeverSetBack() {
        stage.apply(request(opening(ALICE)), request(opening(BOB)));

        assertThat(stage.ask(new AdvanceSequence(1))).isEqualTo(new SessionResult.Advanced(3));
        assertThatIllegalArgumentException().isThrownBy(() -> new AdvanceSequence(SessionLimits.SEQUENCE_MAX + 1));
    }

    @Test
    void anEntryWithoutRequestsTellsTheTime() {
        stage.applyAt(100);

        assertThat(stage.replica().last()).isEqualTo(new Stamp(0, 100));
    }

    @Test
    void timeNeverRunsBackwards() {
        stage.applyAt(100);
        stage.applyAt(50, request(opening(ALICE)));

        assertThat(stage.replica().last()).isEqualTo(new Stamp(1, 100));
        assertThat(stage.replica().sessions().find(ALICE).openedMillis()).isEqualTo(100);
    }

    @Test
    void anEarlierStampEndsNothingThatLaterOnesLeft() {
        stage.open(ALICE);
        stage.applyAt(100, request(acquireLeased(ALICE, 50)));

        stage.applyAt(10);

        assertThat(stage.holders()).containsExactly(ALICE);
        assertThat(stage.replica().nextDeadline()).hasValue(150);
    }

    @Test
    void deadlinesComeBeforeTheRequestsOfAnEntry() {
        stage.open(ALICE);
        stage.open(BOB);
        stage.ask(acquireLeased(ALICE, 50));
        stage.pass(50);

        assertThat(stage.ask(acquire(BOB, 0))).isInstanceOf(Granted.class);
    }

    @Test
    void deadlinesTakeOneSequenceWhenTheyAreDueAndNoneOtherwise() {
        stage.open(ALICE);
        stage.ask(acquireLeased(ALICE, 50));
        stage.applyAt(49);
        assertThat(stage.replica().last().sequence()).isEqualTo(2);

        var step = stage.applyAt(50);

        assertThat(stage.replica().last().sequence()).isEqualTo(3);
        assertThat(step.events()).hasExactlyElementsOfTypes(LockEvent.Lost.class);
        assertThat(stage.replica().nextDeadline()).isEmpty();
    }

    @Test
    void nobodyActsInTheNameOfASessionThatIsGone() {
        assertThat(stage.ask(acquire(ALICE, 0))).isEqualTo(new Declined.SessionGone(ALICE));
        assertThat(stage.ask(new EndSession(ALICE))).isEqualTo(new Declined.SessionGone(ALICE));
        assertThat(stage.holders()).isEmpty();
    }

    @Test
    void theEndOfASessionReachesItsLocksInTheSameStep() {
        stage.open(ALICE);
        stage.open(BOB);
        var token = stage.granted(ALICE).token();
        stage.ask(acquire(BOB, WAIT));

        var step = stage.apply(request(new EndSession(ALICE)));

        assertThat(step.events())
                .hasExactlyElementsOfTypes(SessionEvent.Ended.class, LockEvent.Lost.class, Handed.class);
        assertThat(stage.holders()).containsExactly(BOB);
        assertThat(stage.ask(release(ALICE, token))).isEqualTo(new Declined.SessionGone(ALICE));
    }

    @Test
    void silenceEndsASessionAndAllItHolds() {
        stage.open(ALICE);
        stage.granted(ALICE);
        long generation = stage.replica().sessions().find(ALICE).generation();

        assertThat(stage.ask(new ExpireSession(ALICE, generation))).isEqualTo(new SessionResult.Expired(ALICE));
        assertThat(stage.holders()).isEmpty();
    }

    @Test
    void aRequestThatCameBeforeTheExpirySparesTheSession() {
        stage.open(ALICE);
        long generation = stage.replica().sessions().find(ALICE).generation();

        var step = stage.apply(request(acquire(ALICE, 0)), request(new ExpireSession(ALICE, generation)));

        assertThat(step.outcomes().getLast().result()).isEqualTo(new SessionResult.Spared(ALICE));
        assertThat(stage.holders()).containsExactly(ALICE);
    }

    @Test
    void evenARefusedRequestIsASignOfLife() {
        stage.open(ALICE);
        stage.open(BOB);
        stage.granted(BOB);
        long generation = stage.replica().sessions().find(ALICE).generation();

        assertThat(stage.ask(acquire(ALICE, 0))).isInstanceOf(Held.class);
        assertThat(stage.ask(new ExpireSession(ALICE, generation))).isEqualTo(new SessionResult.Spared(ALICE));
    }

    @Test
    void aSessionThatWasOpenedOnRequestStaysWithoutRows() {
        stage.open(ALICE);
        var token = stage.granted(ALICE).token();
        stage.ask(release(ALICE, token));

        assertThat(stage.replica().sessions().isAlive(ALICE)).isTrue();
    }

    @Test
    void aRestartFromASnapshotChangesNothing() {
        stage.open(ALICE);
        stage.apply(ReplicaStage.implicit(acquire(BOB, 0)));
        stage.apply(ReplicaStage.keyed("k", acquire(ALICE, WAIT)));
        stage.ask(new EndSession(BOB));
        var before = Snapshot.of(stage.replica());

        stage.restart();

        assertThat(Snapshot.of(stage.replica())).isEqualTo(before);
        assertThat(stage.replica().nextDeadline()).isEmpty();
        assertThat(stage.replica().remembered()).isEqualTo(1);
        assertThat(stage.granted(ALICE).token()).isEqualTo(new FencingToken(4));
    }

    @Test
    void waitingGoesOnAfterARestart() {
        stage.open(ALICE);
        stage.open(CAROL);
        var token = stage.granted(ALICE).token();
        var waiting = (Waiting) stage.ask(acquire(CAROL, WAIT));

        stage.restart();
        var step = stage.apply(request(release(ALICE, token)));

        assertThat(step.events())
                .filteredOn(Handed.class::isInstance)
                .extracting(event -> ((Handed) event).ticket())
                .containsExactly(waiting.ticket());
    }

    @Test
    void anUnknownSectionIsNotSkipped() {
        var empty = new Rows().source();

        assertThatIllegalArgumentException().isThrownBy(() -> stage.replica().load(99, 1, empty));
        assertThatIllegalArgumentException().isThrownBy(() -> stage.replica().load(LOCKS.number(), 2, empty));
        assertThatIllegalArgumentException().isThrownBy(() -> stage.replica().load(LOCKS.number(), 0, empty));
        assertThatIllegalArgumentException().isThrownBy(() -> stage.replica().load(Replica.MEMO_SECTION, 2, empty));
    }

    @Test
    void sectionsAreWrittenInOrderOfTheirNumbers() {
        assertThat(Snapshot.of(stage.replica()).sections().keySet())
                .containsExactly(SESSIONS.number(), LOCKS.number(), Replica.MEMO_SECTION);
    }

    @Test
    void aCommandThatNobodyKnowsStopsTheNode() {
        assertThatIllegalStateException().isThrownBy(() -> stage.ask(new Unheard()));
    }

    @Test
    void noTwoPrimitivesHaveOneNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Replica(List.of(LOCKS, LOCKS)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Replica(List.of(SESSIONS)));
    }

    @Test
    void onlyWhatLivesInTheGroupCanBeAsked() {
        var sessionsOnly = new Replica(List.of());

        assertThat(sessionsOnly.machine(SESSIONS)).isSameAs(sessionsOnly.sessions());
        assertThatIllegalArgumentException().isThrownBy(() -> sessionsOnly.machine(LOCKS));
    }

    @Test
    void whatCameOfAnEntryDoesNotChangeAfterwards() {
        var step = stage.apply(request(opening(ALICE)));

        assertThat(step.outcomes()).isUnmodifiable();
        assertThat(step.events()).isUnmodifiable();
    }

    @Test
    void anImplicitSessionEndsInTheStepThatLeavesItNothing() {
        var alice = (Granted) stage.apply(ReplicaStage.implicit(acquire(ALICE, 0)))
                .outcomes()
                .getFirst()
                .result();
        assertThat(stage.replica().sessions().isImplicit(ALICE)).isTrue();

        var step = stage.apply(request(release(ALICE, alice.token())));

        assertThat(step.events()).last().isEqualTo(new SessionEvent.Ended(ALICE, Cause.UNUSED));
        assertThat(stage.replica().sessions().count()).isZero();
        assertThat(stage.ask(release(ALICE, alice.token()))).isEqualTo(new Declined.SessionGone(ALICE));
    }

    @Test
    void anImplicitSessionDoesNotOutliveARefusal() {
        stage.apply(ReplicaStage.implicit(acquire(ALICE, 0)));

        var step = stage.apply(ReplicaStage.implicit(acquire(BOB, 0)));

        assertThat(step.outcomes().getFirst().result()).isEqualTo(new Held(PRINTER, 1, 0, 0));
        assertThat(stage.replica().sessions().isAlive(BOB)).isFalse();
        assertThat(step.events()).last().isEqualTo(new SessionEvent.Ended(BOB, Cause.UNUSED));
    }

    @Test
    void anImplicitSessionLivesAsLongAsItWaits() {
        stage.apply(ReplicaStage.implicit(acquire(ALICE, 0)));
        stage.apply(ReplicaStage.implicit(acquire(BOB, WAIT)));
        assertThat(stage.replica().sessions().isAlive(BOB)).isTrue();

        stage.applyAt(WAIT);

        assertThat(stage.replica().sessions().isAlive(BOB)).isFalse();
        assertThat(stage.replica().sessions().isAlive(ALICE)).isTrue();
    }

    @Test
    void anImplicitSessionEndsWithItsLease() {
        stage.apply(ReplicaStage.implicit(acquireLeased(ALICE, 50)));
        stage.apply(ReplicaStage.implicit(acquire(BOB, WAIT)));

        stage.applyAt(50);

        assertThat(stage.replica().sessions().isAlive(ALICE)).isFalse();
        assertThat(stage.holders()).containsExactly(BOB);
    }

    @Test
    void aSessionThatWasOpenedForAnotherIsNotLeftBehind() {
        var opening = new Opening(ALICE, "alice", ReplicaStage.TTL);

        var step = stage.apply(new Request(null, 0, opening, acquire(BOB, 0)));

        assertThat(step.outcomes().getFirst().result()).isEqualTo(new Declined.SessionGone(BOB));
        assertThat(stage.replica().sessions().count()).isZero();
    }

    @Test
    void aRequestThatWouldOpenASessionOfTheSameIdAsksForNothing() {
        stage.open(ALICE);

        var step = stage.apply(ReplicaStage.implicit(acquire(ALICE, 0)));

        assertThat(step.outcomes().getFirst().result()).isEqualTo(new Declined.SessionTaken(ALICE));
        assertThat(stage.replica().machine(LOCKS).queries().inspect(PRINTER).isFree())
                .isTrue();
        assertThat(stage.replica().sessions().isAlive(ALICE)).isTrue();
    }

    @Test
    void anImplicitSessionThatFindsNoRoomAsksForNothing() {
        for (int i = 0; i < SessionLimits.SESSIONS_MAX; i++) {
            stage.apply(request(opening(new SessionId(1, i))));
        }

        var step = stage.apply(ReplicaStage.implicit(acquire(ALICE, 0)));

        assertThat(step.outcomes().getFirst().result()).isInstanceOf(Declined.SessionsExhausted.class);
        assertThat(stage.replica().machine(LOCKS).queries().inspect(PRINTER).isFree())
                .isTrue();
    }
}
