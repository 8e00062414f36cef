package io.holdfast.replica;

import static io.holdfast.replica.ReplicaStage.ALICE;
import static io.holdfast.replica.ReplicaStage.BOB;
import static io.holdfast.replica.ReplicaStage.CAROL;
import static io.holdfast.replica.ReplicaStage.WAIT;
import static io.holdfast.replica.ReplicaStage.acquire;
import static io.holdfast.replica.ReplicaStage.implicit;
import static io.holdfast.replica.ReplicaStage.keyed;
import static io.holdfast.replica.ReplicaStage.release;
import static io.holdfast.replica.ReplicaStage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Declined.KeyReused;
import io.holdfast.core.Declined.SessionGone;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.session.RequestMemo;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.testing.Snapshot;
import org.junit.jupiter.api.Test;

/** The same request, again: one effect, one answer. */
class IdempotencyTest {

    private static final long ONE_REQUEST = 7;
    private static final long ANOTHER_REQUEST = 8;

    private final ReplicaStage stage = new ReplicaStage();

    @Test
    void aRepetitionIsAnsweredTheSameAndChangesNothing() {
        stage.open(ALICE);
        var first = stage.apply(keyed("k", acquire(ALICE, 0)));
        var before = Snapshot.of(stage.replica()).sections();

        var second = stage.apply(keyed("k", acquire(ALICE, 0)));

        assertThat(second.outcomes()).containsExactly(again(first.outcomes().getFirst()));
        assertThat(second.events()).isEmpty();
        assertThat(Snapshot.of(stage.replica()).sections()).isEqualTo(before);
    }

    @Test
    void aRepetitionWithinOneEntryIsOneToo() {
        stage.open(ALICE);

        var step = stage.apply(keyed("k", acquire(ALICE, 0)), keyed("k", acquire(ALICE, 0)));

        assertThat(step.outcomes()).extracting(Outcome::replayed).containsExactly(false, true);
        assertThat(((Granted) step.outcomes().getLast().result()).holdCount()).isOne();
    }

    @Test
    void aRepeatedReleaseDoesNotReleaseTheNextHold() {
        stage.open(ALICE);
        var token = stage.granted(ALICE).token();
        var first = stage.apply(keyed("k", release(ALICE, token))).outcomes().getFirst();
        stage.granted(ALICE);

        var step = stage.apply(keyed("k", release(ALICE, token)));

        assertThat(step.outcomes()).containsExactly(again(first));
        assertThat(stage.holders()).containsExactly(ALICE);
    }

    @Test
    void refusalsAreRememberedToo() {
        stage.open(ALICE);
        stage.open(BOB);
        var token = stage.granted(ALICE).token();
        var held = stage.apply(keyed("k", acquire(BOB, 0))).outcomes().getFirst();
        stage.ask(release(ALICE, token));

        assertThat(stage.apply(keyed("k", acquire(BOB, 0))).outcomes()).containsExactly(again(held));
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefusedAndChangesNothing() {
        stage.open(ALICE);
        stage.apply(keyed("k", acquire(ALICE, 0)));
        var before = Snapshot.of(stage.replica()).sections();

        var step = stage.apply(keyed("k", new EndSession(ALICE)));

        assertThat(step.outcomes())
                .containsExactly(
                        new Outcome(new KeyReused("k"), stage.replica().last().sequence(), false));
        assertThat(step.events()).isEmpty();
        assertThat(Snapshot.of(stage.replica()).sections()).isEqualTo(before);
    }

    @Test
    void anotherRequestUnderTheKeyDoesNotReplaceTheAnswer() {
        stage.open(ALICE);
        var first = stage.apply(keyed("k", acquire(ALICE, 0))).outcomes().getFirst();
        stage.apply(keyed("k", new EndSession(ALICE)));

        assertThat(stage.apply(keyed("k", acquire(ALICE, 0))).outcomes()).containsExactly(again(first));
    }

    @Test
    void twoPrincipalsMayUseOneKey() {
        stage.open(ALICE);
        var alices = new Request(new RequestKey("alice", "k"), ONE_REQUEST, null, acquire(ALICE, 0));
        var bobs = new Request(new RequestKey("bob", "k"), ANOTHER_REQUEST, null, new EndSession(ALICE));

        var step = stage.apply(alices, bobs);

        assertThat(step.outcomes()).noneMatch(Outcome::replayed);
        assertThat(stage.holders()).isEmpty();
    }

    @Test
    void whatHasNoKeyIsDoneEachTime() {
        stage.open(ALICE);

        stage.apply(request(acquire(ALICE, 0)), request(acquire(ALICE, 0)));

        assertThat(((Granted) stage.ask(acquire(ALICE, 0))).holdCount()).isEqualTo(3);
        assertThat(stage.replica().remembered()).isZero();
    }

    @Test
    void aRepetitionDoesNotOpenAnotherImplicitSession() {
        var first = stage.apply(implicit("k", ONE_REQUEST, acquire(ALICE, 0)))
                .outcomes()
                .getFirst();

        var second = stage.apply(implicit("k", ONE_REQUEST, acquire(BOB, 0)));

        assertThat(second.outcomes()).containsExactly(again(first));
        assertThat(stage.replica().sessions().isAlive(BOB)).isFalse();
        assertThat(stage.holders()).containsExactly(ALICE);
    }

    @Test
    void anAnswerOutlivesItsSession() {
        stage.open(ALICE);
        var granted = stage.apply(keyed("k", acquire(ALICE, 0))).outcomes().getFirst();
        stage.ask(new EndSession(ALICE));

        assertThat(stage.apply(keyed("k", acquire(ALICE, 0))).outcomes()).containsExactly(again(granted));
        assertThat(stage.holders()).isEmpty();
    }

    @Test
    void aRequestOfADeadSessionIsAnsweredTheSameForEver() {
        var first = stage.apply(keyed("k", acquire(ALICE, 0))).outcomes().getFirst();
        stage.open(ALICE);

        assertThat(first.result()).isEqualTo(new SessionGone(ALICE));
        assertThat(stage.apply(keyed("k", acquire(ALICE, 0))).outcomes()).containsExactly(again(first));
    }

    @Test
    void anAnswerSurvivesARestart() {
        stage.open(ALICE);
        var first = stage.apply(keyed("k", acquire(ALICE, 0))).outcomes().getFirst();

        stage.restart();

        assertThat(stage.apply(keyed("k", acquire(ALICE, 0))).outcomes()).containsExactly(again(first));
    }

    @Test
    void anAnswerIsForgottenInTime() {
        stage.open(ALICE);
        stage.apply(keyed("k", acquire(ALICE, 0)));
        stage.pass(RequestMemo.KEPT_MILLIS + 1);
        stage.apply(keyed("later", acquire(ALICE, 0)));

        var step = stage.apply(keyed("k", acquire(ALICE, 0)));

        assertThat(step.outcomes().getFirst().replayed()).isFalse();
        assertThat(((Granted) step.outcomes().getFirst().result()).holdCount()).isEqualTo(3);
    }

    @Test
    void aTicketIsTheSameTicketHoweverOftenItIsAskedFor() {
        stage.open(ALICE);
        stage.open(CAROL);
        stage.granted(ALICE);
        var first = stage.apply(keyed("k", acquire(CAROL, WAIT))).outcomes().getFirst();

        assertThat(stage.apply(keyed("k", acquire(CAROL, WAIT))).outcomes()).containsExactly(again(first));
    }

    /** The same answer, of the same step. */
    private static Outcome again(Outcome first) {
        return new Outcome(first.result(), first.sequence(), true);
    }
}
