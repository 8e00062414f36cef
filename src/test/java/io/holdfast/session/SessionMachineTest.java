package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.core.Applied;
import io.holdfast.core.Declined;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionEvent.Cause;
import io.holdfast.testing.Rows;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionMachineTest {

    private static final SessionId ALICE = new SessionId(0, 1);
    private static final SessionId BOB = new SessionId(0, 2);
    private static final SessionId CAROL = new SessionId(0, 3);
    private static final long TTL = 15_000;

    private SessionMachine machine = new SessionMachine();
    private long sequence;

    @Test
    void whatWasOpenedIsAlive() {
        var opened = open(ALICE);

        assertThat(opened.result()).isEqualTo(new SessionResult.Opened(ALICE, TTL));
        assertThat(opened.events()).containsExactly(new SessionEvent.Opened(ALICE, TTL));
        assertThat(machine.isAlive(ALICE)).isTrue();
        assertThat(machine.isAlive(BOB)).isFalse();
    }

    @Test
    void whatWasEndedIsGone() {
        open(ALICE);

        var ended = apply(new EndSession(ALICE));

        assertThat(ended.result()).isEqualTo(new SessionResult.Ended(ALICE));
        assertThat(ended.events()).containsExactly(new SessionEvent.Ended(ALICE, Cause.REQUESTED));
        assertThat(machine.isAlive(ALICE)).isFalse();
        assertThat(machine.find(ALICE)).isNull();
        assertThat(machine.count()).isZero();
    }

    @Test
    void silenceEndsASession() {
        open(ALICE);

        var expired = apply(new ExpireSession(ALICE, sequence));

        assertThat(expired.result()).isEqualTo(new SessionResult.Expired(ALICE));
        assertThat(expired.events()).containsExactly(new SessionEvent.Ended(ALICE, Cause.EXPIRED));
        assertThat(machine.isAlive(ALICE)).isFalse();
    }

    @Test
    void aSessionThatDidSomethingSinceIsSpared() {
        open(ALICE);
        long known = sequence;
        machine.touch(next(), ALICE);

        var spared = apply(new ExpireSession(ALICE, known));

        assertThat(spared.result()).isEqualTo(new SessionResult.Spared(ALICE));
        assertThat(spared.events()).isEmpty();
        assertThat(machine.isAlive(ALICE)).isTrue();
    }

    @Test
    void aSessionThatIsGoneCannotExpire() {
        assertThat(apply(new ExpireSession(ALICE, 1)).result()).isEqualTo(new SessionResult.Spared(ALICE));
    }

    @Test
    void everyStepInItsNameIsANewGeneration() {
        open(ALICE);
        open(BOB);

        assertThat(machine.touch(next(), ALICE)).isTrue();

        assertThat(machine.find(ALICE).generation()).isEqualTo(sequence);
        assertThat(machine.find(BOB).generation()).isEqualTo(2);
        assertThat(machine.touch(next(), CAROL)).isFalse();
    }

    @Test
    void anImplicitSessionIsMarkedAsSuch() {
        machine.open(next(), new Opening(ALICE, "alice", TTL), "");
        open(BOB);

        assertThat(machine.isImplicit(ALICE)).isTrue();
        assertThat(machine.isImplicit(BOB)).isFalse();
        assertThat(machine.isImplicit(CAROL)).isFalse();
        assertThat(machine.find(ALICE).metadata()).isEmpty();
        assertThat(machine.endUnused(ALICE)).isEqualTo(new SessionEvent.Ended(ALICE, Cause.UNUSED));
        assertThat(machine.isAlive(ALICE)).isFalse();
    }

    @Test
    void anIdThatComesTwiceIsRefusedAndTheFirstLivesOn() {
        open(ALICE, "alice");
        long opened = sequence;

        assertThat(open(ALICE, "mallory")).isEqualTo(Applied.of(new Declined.SessionTaken(ALICE)));
        assertThat(machine.open(next(), new Opening(ALICE, "mallory", TTL), ""))
                .isEqualTo(Applied.of(new Declined.SessionTaken(ALICE)));

        assertThat(machine.find(ALICE).name()).isEqualTo("alice");
        assertThat(machine.find(ALICE).generation()).isEqualTo(opened);
        assertThat(machine.isImplicit(ALICE)).isFalse();
    }

    @Test
    void onlyALiveSessionCanBeEnded() {
        assertThatIllegalStateException().isThrownBy(() -> apply(new EndSession(ALICE)));
    }

    @Test
    void thereAreSoManySessionsAndNoMore() {
        for (int i = 1; i < SessionLimits.SESSIONS_MAX; i++) {
            open(new SessionId(1, i));
        }

        assertThat(open(ALICE).result()).isInstanceOf(SessionResult.Opened.class);
        var exhausted = new Declined.SessionsExhausted(SessionLimits.SESSIONS_MAX);
        assertThat(open(BOB).result()).isEqualTo(exhausted);
        assertThat(machine.open(next(), new Opening(BOB, "bob", TTL), "").result())
                .isEqualTo(exhausted);

        apply(new EndSession(ALICE));
        assertThat(open(BOB).result()).isInstanceOf(SessionResult.Opened.class);
    }

    @Test
    void sessionsAreListedInOrderOfIdByPage() {
        open(CAROL, "carol");
        open(ALICE, "ann");
        open(BOB, "bob");

        assertThat(machine.list("", null, 2)).extracting(SessionView::session).containsExactly(ALICE, BOB);
        assertThat(machine.list("", BOB, 2)).extracting(SessionView::session).containsExactly(CAROL);
        assertThat(machine.list("b", null, 2)).extracting(SessionView::session).containsExactly(BOB);
        assertThat(machine.list("", null, 0)).isEmpty();
    }

    @Test
    void aViewShowsAllThereIs() {
        apply(new OpenSession(ALICE, "alice", TTL, 5_000, Collections.singletonMap("host", "h1")));

        assertThat(machine.find(ALICE))
                .isEqualTo(new SessionView(
                        ALICE,
                        "alice",
                        TTL,
                        5_000,
                        false,
                        Collections.singletonMap("host", "h1"),
                        sequence * 10,
                        sequence,
                        ""));
    }

    @Test
    void whatIsSavedIsLoadedAndSavedTheSame() {
        apply(new OpenSession(BOB, "bob", TTL, 7_000, Map.of("pid", "1", "host", "h1", "app", "billing")));
        machine.open(next(), new Opening(ALICE, "alice", TTL), "");
        machine.touch(next(), BOB);
        var rows = new Rows();
        machine.save(rows);

        machine = new SessionMachine();
        machine.load(rows.source(), SessionPrimitive.SESSIONS.snapshotVersion());

        var again = new Rows();
        machine.save(again);
        assertThat(again).isEqualTo(rows).hasToString(rows.toString());
        assertThat(machine.isImplicit(ALICE)).isTrue();
        assertThat(machine.find(BOB).generation()).isEqualTo(sequence);
        assertThat(machine.lockDelayMillis(BOB)).isEqualTo(7_000);
    }

    @Test
    void onlyASessionThatIsThereHasALockDelay() {
        apply(new OpenSession(ALICE, "alice", TTL, 5_000, Map.of()));
        open(BOB);

        assertThat(machine.lockDelayMillis(ALICE)).isEqualTo(5_000);
        assertThat(machine.lockDelayMillis(BOB)).isZero();
        assertThat(machine.lockDelayMillis(CAROL)).isZero();
    }

    @Test
    void metadataStandsInOneOrderHoweverItCame() {
        var reversed = new LinkedHashMap<String, String>();
        for (var key : List.of("c", "b", "a")) {
            reversed.put(key, key);
        }

        var command = new OpenSession(ALICE, "alice", TTL, reversed);

        assertThat(command.metadata().keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void sessionsHaveNoDeadlinesAndUseNoSessions() {
        open(ALICE);

        assertThat(machine.nextDeadline()).isEmpty();
        assertThat(machine.timePassed(next())).isEmpty();
        assertThat(machine.uses(ALICE)).isFalse();
        assertThat(machine.sessionEnded(next(), ALICE)).isEmpty();
    }

    private Applied<?> open(SessionId session) {
        return open(session, "somebody");
    }

    private Applied<?> open(SessionId session, String name) {
        return apply(new OpenSession(session, name, TTL, Collections.emptyMap()));
    }

    private Applied<?> apply(SessionCommand command) {
        return machine.apply(next(), command);
    }

    private Stamp next() {
        sequence++;
        return new Stamp(sequence, sequence * 10);
    }
}
