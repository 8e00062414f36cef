package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.SessionId;
import io.holdfast.raft.SessionTimers.Expired;
import io.holdfast.session.SessionView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTimersTest {

    private static final SessionId ALICE = new SessionId(1, 1);
    private static final SessionId BOB = new SessionId(2, 2);
    private static final long TTL = 10_000;
    private static final long OPENED = 1;
    private static final long LATER = 2;

    private final SessionTimers timers = new SessionTimers();

    @Test
    void aSilentSessionIsGivenUpAfterItsTtlAndNotBefore() {
        timers.opened(ALICE, TTL, OPENED, 0);

        assertThat(timers.takeExpired(TTL - 1, 10)).isEmpty();
        assertThat(timers.takeExpired(TTL, 10)).containsExactly(new Expired(ALICE, OPENED));
    }

    @Test
    void aKeepaliveStartsTheLeaseAnew() {
        timers.opened(ALICE, TTL, OPENED, 0);

        assertThat(timers.renew(ALICE, 9_000)).hasValue(TTL);
        assertThat(timers.takeExpired(18_999, 10)).isEmpty();
        assertThat(timers.remaining(ALICE, 10_000)).hasValue(9_000);
    }

    @Test
    void aKeepaliveIsRefusedOnceTheExpiryHasBeenProposed() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.takeExpired(TTL, 10);

        assertThat(timers.renew(ALICE, TTL)).isEmpty();
    }

    @Test
    void anExpiryIsProposedOnceUntilItIsKnownToHaveFailed() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.takeExpired(TTL, 10);

        assertThat(timers.takeExpired(TTL, 10)).isEmpty();
        timers.proposeAgain(ALICE);
        assertThat(timers.renew(ALICE, TTL)).isEmpty();
        assertThat(timers.takeExpired(TTL, 10)).containsExactly(new Expired(ALICE, OPENED));
    }

    @Test
    void timeInWhichNobodyCouldShowThatHeLivesDoesNotCount() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.opened(BOB, TTL, OPENED, 0);
        timers.renew(BOB, 8_500);

        timers.prolong(6_000, 9_000);

        assertThat(timers.remaining(ALICE, 9_000)).hasValue(4_000);
        assertThat(timers.remaining(BOB, 9_000)).as("no more than all of it").hasValue(TTL);
    }

    @Test
    void aSessionThatIsGivenUpHasNoTimeAnew() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.takeExpired(TTL, 10);

        timers.prolong(0, TTL);

        assertThat(timers.renew(ALICE, TTL)).isEmpty();
    }

    @Test
    void aSparedSessionLivesOn() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.takeExpired(TTL, 10);
        timers.touched(ALICE, LATER, TTL);

        assertThat(timers.renew(ALICE, TTL + 1)).hasValue(TTL);
    }

    @Test
    void aRequestThatMovedNothingIsNoSignOfLife() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.takeExpired(TTL, 10);
        timers.touched(ALICE, OPENED, TTL);

        assertThat(timers.renew(ALICE, TTL)).isEmpty();
        assertThat(timers.remaining(ALICE, TTL)).hasValue(0);
    }

    @Test
    void whatIsProposedIsTheLastStepThatWasKnownWhenTheTimeRanOut() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.touched(ALICE, LATER, 0);

        var expired = timers.takeExpired(TTL, 10);
        timers.touched(ALICE, LATER + 1, TTL);

        assertThat(expired).containsExactly(new Expired(ALICE, LATER));
    }

    @Test
    void aNewLeaderGivesEverybodyOneFullLease() {
        timers.opened(ALICE, TTL, OPENED, 0);

        timers.restart(List.of(session(ALICE), session(BOB)), 50_000);

        assertThat(timers.remaining(ALICE, 50_000)).hasValue(TTL);
        assertThat(timers.remaining(BOB, 50_000)).hasValue(TTL);
    }

    @Test
    void aSessionThatEndedHasNoLease() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.ended(ALICE);

        assertThat(timers.renew(ALICE, 1)).isEmpty();
        assertThat(timers.remaining(ALICE, 1)).isEmpty();
    }

    @Test
    void givesUpNoMoreThanAskedAtOnce() {
        timers.opened(ALICE, TTL, OPENED, 0);
        timers.opened(BOB, TTL, OPENED, 0);

        assertThat(timers.takeExpired(TTL, 1)).hasSize(1);
        assertThat(timers.takeExpired(TTL, 1)).hasSize(1);
        assertThat(timers.takeExpired(TTL, 1)).isEmpty();
    }

    private static SessionView session(SessionId id) {
        return new SessionView(id, "", TTL, 0, false, Map.of(), 0, OPENED, "");
    }
}
