package io.holdfast.election;

import static io.holdfast.election.ElectionLimits.CANDIDATES_MAX;
import static io.holdfast.election.ElectionLimits.CLAIM_MILLIS_MAX;
import static io.holdfast.election.ElectionLimits.CLAIM_MILLIS_MIN;
import static io.holdfast.election.ElectionLimits.ELECTIONS_MAX;
import static io.holdfast.election.ElectionLimits.ENDED_TICKETS_MAX;
import static io.holdfast.election.ElectionLimits.NAME_LENGTH_MAX;
import static io.holdfast.election.ElectionLimits.PRIORITY_MAX;
import static io.holdfast.election.ElectionLimits.SESSION_ROWS_MAX;
import static io.holdfast.election.ElectionLimits.VACANT_MAX;
import static io.holdfast.election.ElectionLimits.VALUE_LENGTH_MAX;
import static io.holdfast.election.ElectionLimits.WAIT_MILLIS_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.election.ElectionCommand.Campaign;
import io.holdfast.election.ElectionCommand.Claim;
import io.holdfast.election.ElectionCommand.Proclaim;
import io.holdfast.election.ElectionCommand.Resign;
import io.holdfast.election.ElectionCommand.Transfer;
import io.holdfast.election.ElectionCommand.Withdraw;
import io.holdfast.election.ElectionResult.Claimed;
import io.holdfast.election.ElectionResult.Elected;
import io.holdfast.election.ElectionResult.Reason;
import io.holdfast.election.ElectionResult.Refused;
import io.holdfast.election.ElectionResult.Waiting;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every limit at its edge: the last that is allowed, and the first that is not. */
class ElectionLimitsTest {

    private static final ElectionName BOSS = new ElectionName("boss");
    private static final SessionId ALICE = new SessionId(0, 1);
    private static final SessionId BOB = new SessionId(0, 2);
    private static final Term TERM = new Term(1);
    private static final long CLAIM = 5_000;

    private final ElectionMachine machine = new ElectionMachine();
    private long sequence;

    private ElectionResult ask(ElectionCommand command) {
        return machine.apply(new Stamp(++sequence, 0), command).result();
    }

    private ElectionResult campaign(ElectionName election, SessionId session) {
        return ask(new Campaign(election, new Candidate(session, "c"), "", 0, 1_000, CLAIM));
    }

    @Test
    void soManyElectionsAreLed() {
        for (int i = 0; i < ELECTIONS_MAX; i++) {
            campaign(new ElectionName("e" + i), new SessionId(1, i / SESSION_ROWS_MAX));
        }

        assertThat(campaign(BOSS, ALICE)).isEqualTo(new Refused(Reason.ELECTIONS_MAX));
        assertThat(campaign(new ElectionName("e0"), ALICE)).isInstanceOf(Waiting.class);
    }

    @Test
    void soManyAreCandidates() {
        campaign(BOSS, ALICE);
        for (int i = 0; i < CANDIDATES_MAX; i++) {
            assertThat(campaign(BOSS, new SessionId(1, i))).isInstanceOf(Waiting.class);
        }

        assertThat(campaign(BOSS, BOB)).isEqualTo(new Refused(Reason.CANDIDATES_MAX));
    }

    @Test
    void aSessionLeadsAndWaitsForSoMany() {
        campaign(BOSS, BOB);
        for (int i = 1; i < SESSION_ROWS_MAX; i++) {
            assertThat(campaign(new ElectionName("e" + i), ALICE)).isInstanceOf(Elected.class);
        }
        assertThat(campaign(BOSS, ALICE)).isInstanceOf(Waiting.class);

        assertThat(campaign(new ElectionName("one-more"), ALICE)).isEqualTo(new Refused(Reason.SESSION_ROWS_MAX));
    }

    @Test
    void soManyEndedTicketsAreRememberedTheNewestOfThem() {
        campaign(BOSS, ALICE);
        var first = withdrawn();
        for (int i = 1; i < ENDED_TICKETS_MAX; i++) {
            withdrawn();
        }
        assertThat(machine.queries().ticket(first)).isNotNull();

        var last = withdrawn();

        assertThat(machine.queries().ticket(first)).isNull();
        assertThat(machine.queries().ticket(last)).isNotNull();
    }

    private TicketId withdrawn() {
        var ticket = ((Waiting) campaign(BOSS, BOB)).ticket();
        ask(new Withdraw(ticket, BOB));
        return ticket;
    }

    @Test
    void anOfficeCanBeClaimedHoweverManyTicketsEndBefore() {
        var term = ((Elected) campaign(BOSS, ALICE)).term();
        var carol = new SessionId(0, 3);
        var ticket = ((Waiting) campaign(BOSS, carol)).ticket();
        ask(new Resign(BOSS, ALICE, term));
        for (int i = 0; i <= ENDED_TICKETS_MAX; i++) {
            withdrawn();
        }

        assertThat(ask(new Claim(ticket, carol))).isInstanceOf(Claimed.class);
    }

    /** A version that is forgotten is one that was greater: whoever observes is told too much, and never too little. */
    @Test
    void soManyVacantElectionsAreRememberedAndNoVersionGoesBack() {
        long vacated = vacate(BOSS);
        assertThat(machine.queries().inspect(BOSS).version()).isEqualTo(vacated);
        for (int i = 0; i < VACANT_MAX; i++) {
            vacate(new ElectionName("e" + i));
        }

        assertThat(machine.queries().inspect(BOSS).version()).isEqualTo(vacated);
        vacate(new ElectionName("one-more"));
        assertThat(machine.queries().inspect(BOSS).version()).isGreaterThan(vacated);
        assertThat(machine.queries().inspect(new ElectionName("never")).version())
                .isGreaterThan(vacated);
    }

    private long vacate(ElectionName election) {
        var term = ((Elected) campaign(election, ALICE)).term();
        ask(new Resign(election, ALICE, term));
        return sequence;
    }

    @Test
    void whatIsSaidIsShort() {
        var longest = "v".repeat(VALUE_LENGTH_MAX);
        isLimit(() -> new Proclaim(BOSS, ALICE, TERM, longest), () -> new Proclaim(BOSS, ALICE, TERM, longest + "v"));
        isLimit(() -> campaign(longest, 0, 0, CLAIM), () -> campaign(longest + "v", 0, 0, CLAIM));
    }

    @Test
    void candidatesHaveNames() {
        var longest = "n".repeat(NAME_LENGTH_MAX);
        isLimit(() -> new Candidate(ALICE, longest), () -> new Candidate(ALICE, longest + "n"));
        isLimit(() -> new Candidate(ALICE, "n"), () -> new Candidate(ALICE, ""));
        isLimit(() -> new Transfer(BOSS, ALICE, TERM, longest), () -> new Transfer(BOSS, ALICE, TERM, longest + "n"));
        isLimit(() -> new ElectionName("e"), () -> new ElectionName("e e"));
    }

    @Test
    void prioritiesWaitsAndClaimsHaveBounds() {
        isLimit(() -> campaign("", PRIORITY_MAX, 0, CLAIM), () -> campaign("", PRIORITY_MAX + 1, 0, CLAIM));
        isLimit(() -> campaign("", -PRIORITY_MAX, 0, CLAIM), () -> campaign("", -PRIORITY_MAX - 1, 0, CLAIM));
        isLimit(() -> campaign("", 0, WAIT_MILLIS_MAX, CLAIM), () -> campaign("", 0, WAIT_MILLIS_MAX + 1, CLAIM));
        isLimit(() -> campaign("", 0, 0, CLAIM), () -> campaign("", 0, -1, CLAIM));
        isLimit(() -> campaign("", 0, 0, CLAIM_MILLIS_MIN), () -> campaign("", 0, 0, CLAIM_MILLIS_MIN - 1));
        isLimit(() -> campaign("", 0, 0, CLAIM_MILLIS_MAX), () -> campaign("", 0, 0, CLAIM_MILLIS_MAX + 1));
    }

    private static Campaign campaign(String value, int priority, long waitMillis, long claimMillis) {
        return new Campaign(BOSS, new Candidate(ALICE, "c"), value, priority, waitMillis, claimMillis);
    }

    private static void isLimit(ThrowingCallable last, ThrowingCallable first) {
        assertThatCode(last).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(first);
    }
}
