package io.holdfast.semaphore;

import static io.holdfast.semaphore.SemaphoreLimits.CLAIM_MILLIS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.CLAIM_MILLIS_MIN;
import static io.holdfast.semaphore.SemaphoreLimits.ENDED_TICKETS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.LEASE_MILLIS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.PERMITS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.SEMAPHORES_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.SESSION_ROWS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.WAITERS_MAX;
import static io.holdfast.semaphore.SemaphoreLimits.WAIT_MILLIS_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.Names;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.semaphore.SemaphoreCommand.Acquire;
import io.holdfast.semaphore.SemaphoreCommand.Cancel;
import io.holdfast.semaphore.SemaphoreCommand.Claim;
import io.holdfast.semaphore.SemaphoreCommand.Define;
import io.holdfast.semaphore.SemaphoreCommand.Delete;
import io.holdfast.semaphore.SemaphoreCommand.Extend;
import io.holdfast.semaphore.SemaphoreCommand.Release;
import io.holdfast.semaphore.SemaphoreResult.Claimed;
import io.holdfast.semaphore.SemaphoreResult.Granted;
import io.holdfast.semaphore.SemaphoreResult.Reason;
import io.holdfast.semaphore.SemaphoreResult.Refused;
import io.holdfast.semaphore.SemaphoreResult.Waiting;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every limit at its edge: the last that is allowed, and the first that is not. */
class SemaphoreLimitsTest {

    private static final SemaphoreName DB = new SemaphoreName("db");
    private static final SessionId ALICE = new SessionId(0, 1);
    private static final SessionId BOB = new SessionId(0, 2);
    private static final FencingToken TOKEN = new FencingToken(1);
    private static final String LONGEST_NAME = "o".repeat(Owner.NAME_LENGTH_MAX);
    private static final long CLAIM = 5_000;

    private final SemaphoreMachine machine = new SemaphoreMachine();
    private long sequence;

    private SemaphoreResult ask(SemaphoreCommand command) {
        return machine.apply(new Stamp(++sequence, 0), command).result();
    }

    private SemaphoreResult acquire(SessionId session, String name, long waitMillis) {
        return ask(new Acquire(DB, new Owner(session, name), 1, waitMillis, 0, CLAIM));
    }

    @Test
    void thereAreSoManySemaphores() {
        for (int i = 0; i < SEMAPHORES_MAX; i++) {
            ask(new Define(new SemaphoreName("s" + i), 1));
        }

        assertThat(ask(new Define(DB, 1))).isEqualTo(new Refused(Reason.SEMAPHORES_MAX));
        assertThat(ask(new Define(new SemaphoreName("s0"), 2))).isEqualTo(new SemaphoreResult.Defined(2, 1));
        ask(new Delete(new SemaphoreName("s1")));
        assertThat(ask(new Define(DB, 1))).isEqualTo(new SemaphoreResult.Defined(1, 0));
    }

    @Test
    void soManyWaitForOne() {
        ask(new Define(DB, 1));
        acquire(ALICE, "", 0);
        for (int i = 0; i < WAITERS_MAX; i++) {
            assertThat(acquire(new SessionId(1, i), "", 1_000)).isInstanceOf(Waiting.class);
        }

        assertThat(acquire(BOB, "", 1_000)).isEqualTo(new Refused(Reason.WAITERS_MAX));
    }

    @Test
    void aSessionHoldsAndWaitsForSoMany() {
        ask(new Define(DB, SESSION_ROWS_MAX - 1));
        for (int i = 1; i < SESSION_ROWS_MAX; i++) {
            assertThat(acquire(ALICE, "", 0)).isInstanceOf(Granted.class);
        }
        assertThat(acquire(ALICE, "waiting", 1_000)).isInstanceOf(Waiting.class);

        assertThat(acquire(ALICE, "other", 1_000)).isEqualTo(new Refused(Reason.SESSION_ROWS_MAX));
        assertThat(acquire(BOB, "", 1_000)).isInstanceOf(Waiting.class);
    }

    @Test
    void soManyEndedTicketsAreRememberedTheNewestOfThem() {
        ask(new Define(DB, 1));
        acquire(ALICE, "", 0);
        var first = cancelled();
        for (int i = 1; i < ENDED_TICKETS_MAX; i++) {
            cancelled();
        }
        assertThat(machine.queries().ticket(first)).isNotNull();

        var last = cancelled();

        assertThat(machine.queries().ticket(first)).isNull();
        assertThat(machine.queries().ticket(last)).isNotNull();
        assertThat(ask(new Cancel(first, BOB))).isEqualTo(new Refused(Reason.UNKNOWN_TICKET));
    }

    private TicketId cancelled() {
        var ticket = ((Waiting) acquire(BOB, "", 1_000)).ticket();
        ask(new Cancel(ticket, BOB));
        return ticket;
    }

    @Test
    void aGrantCanBeClaimedHoweverManyTicketsEndBefore() {
        ask(new Define(DB, 1));
        var token = ((Granted) acquire(ALICE, "", 0)).token();
        var ticket = ((Waiting) acquire(BOB, "claims", 1_000)).ticket();
        ask(new Release(DB, ALICE, null, token, 1));
        for (int i = 0; i <= ENDED_TICKETS_MAX; i++) {
            cancelled();
        }

        assertThat(ask(new Claim(ticket, BOB))).isInstanceOf(Claimed.class);
    }

    @Test
    void permitsAreFromOneToAMillion() {
        isLimit(() -> new Define(DB, 1), () -> new Define(DB, 0));
        isLimit(() -> new Define(DB, PERMITS_MAX), () -> new Define(DB, PERMITS_MAX + 1));
        isLimit(() -> acquire(1, 0, 0, CLAIM), () -> acquire(0, 0, 0, CLAIM));
        isLimit(() -> acquire(PERMITS_MAX, 0, 0, CLAIM), () -> acquire(PERMITS_MAX + 1, 0, 0, CLAIM));
        isLimit(() -> new Release(DB, ALICE, null, TOKEN, 1), () -> new Release(DB, ALICE, null, TOKEN, 0));
        isLimit(
                () -> new Release(DB, ALICE, null, TOKEN, PERMITS_MAX),
                () -> new Release(DB, ALICE, null, TOKEN, PERMITS_MAX + 1));
    }

    @Test
    void waitsLeasesAndClaimsLastSoLong() {
        isLimit(() -> acquire(1, WAIT_MILLIS_MAX, 0, CLAIM), () -> acquire(1, WAIT_MILLIS_MAX + 1, 0, CLAIM));
        isLimit(() -> acquire(1, 0, 0, CLAIM), () -> acquire(1, -1, 0, CLAIM));
        isLimit(() -> acquire(1, 0, LEASE_MILLIS_MAX, CLAIM), () -> acquire(1, 0, LEASE_MILLIS_MAX + 1, CLAIM));
        isLimit(() -> acquire(1, 0, 0, CLAIM_MILLIS_MIN), () -> acquire(1, 0, 0, CLAIM_MILLIS_MIN - 1));
        isLimit(() -> acquire(1, 0, 0, CLAIM_MILLIS_MAX), () -> acquire(1, 0, 0, CLAIM_MILLIS_MAX + 1));
        isLimit(() -> extend(1), () -> extend(0));
        isLimit(() -> extend(LEASE_MILLIS_MAX), () -> extend(LEASE_MILLIS_MAX + 1));
    }

    /** In the log it would meet a machine, which would stop every node. */
    @Test
    void anOwnersNameThatIsTooLongNeverGetsIntoACommand() {
        isLimit(() -> new Owner(ALICE, LONGEST_NAME), () -> new Owner(ALICE, LONGEST_NAME + "o"));
        isLimit(
                () -> new Release(DB, ALICE, LONGEST_NAME, TOKEN, 1),
                () -> new Release(DB, ALICE, LONGEST_NAME + "o", TOKEN, 1));
        isLimit(
                () -> new Extend(DB, ALICE, LONGEST_NAME, TOKEN, 1),
                () -> new Extend(DB, ALICE, LONGEST_NAME + "o", TOKEN, 1));
    }

    @Test
    void aSemaphoresNameFollowsTheRuleOfNames() {
        isLimit(
                () -> new SemaphoreName("s".repeat(Names.LENGTH_MAX)),
                () -> new SemaphoreName("s".repeat(Names.LENGTH_MAX + 1)));
        isLimit(() -> new SemaphoreName("a"), () -> new SemaphoreName(""));
    }

    private static Acquire acquire(int permits, long waitMillis, long leaseMillis, long claimMillis) {
        return new Acquire(DB, new Owner(ALICE, ""), permits, waitMillis, leaseMillis, claimMillis);
    }

    private static Extend extend(long leaseMillis) {
        return new Extend(DB, ALICE, null, TOKEN, leaseMillis);
    }

    private static void isLimit(ThrowingCallable last, ThrowingCallable first) {
        assertThatCode(last).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(first);
    }
}
