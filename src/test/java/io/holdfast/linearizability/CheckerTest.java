package io.holdfast.linearizability;

import static io.holdfast.linearizability.LockMode.S;
import static io.holdfast.linearizability.LockMode.U;
import static io.holdfast.linearizability.LockMode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Convert;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockInput.Release;
import io.holdfast.linearizability.LockOutput.Granted;
import io.holdfast.linearizability.LockOutput.Lost;
import io.holdfast.linearizability.LockOutput.Refused;
import io.holdfast.linearizability.LockOutput.Released;
import io.holdfast.linearizability.LockOutput.Seen;
import io.holdfast.linearizability.LockOutput.Share;
import io.holdfast.linearizability.Verdict.Linearizable;
import io.holdfast.linearizability.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckerTest {

    private static final String PRINTER = "printer";
    private static final String SCANNER = "scanner";
    private static final String ALICE = "alice";
    private static final String BOB = "bob";
    private static final String CAROL = "carol";

    private final List<Operation<LockInput, LockOutput>> history = new ArrayList<>();
    private long nowNanos;

    @Test
    void aLockGoesFromOneToTheNextWithAGreaterToken() {
        told(take(ALICE, X), new Granted(5, 1));
        told(take(BOB, X), new Refused());
        told(new Inspect(PRINTER), Seen.held(X, 5, Map.of(ALICE, 1)));
        told(release(ALICE, 5), new Released(0));
        told(new Inspect(PRINTER), Seen.free());
        told(take(BOB, X), new Granted(9, 1));

        assertLinearizable();
    }

    @Test
    void twoMayNotHoldALockExclusively() {
        told(take(ALICE, X), new Granted(5, 1));
        told(take(BOB, X), new Granted(9, 1));

        assertViolation();
    }

    @Test
    void nobodyMayShareALockThatIsHeldExclusively() {
        told(take(ALICE, X), new Granted(5, 1));
        told(take(BOB, S), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aTokenMayNotGoBack() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(BOB, X), new Granted(4, 1));

        assertViolation();
    }

    @Test
    void aTokenMayNotServeTwoTenures() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(BOB, X), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void thoseWhoShareALockShareItsToken() {
        told(take(ALICE, S), new Granted(5, 1));
        told(take(BOB, S), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(CAROL, S), new Granted(5, 1));

        assertLinearizable();
    }

    @Test
    void joiningASharedTenureBringsNoNewToken() {
        told(take(ALICE, S), new Granted(5, 1));
        told(take(BOB, S), new Granted(6, 1));

        assertViolation();
    }

    @Test
    void aReleaseMayNotBeForgotten() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(BOB, X), new Refused());

        assertViolation();
    }

    @Test
    void aGrantMayNotBeForgotten() {
        told(take(ALICE, X), new Granted(5, 1));
        told(new Inspect(PRINTER), Seen.free());

        assertViolation();
    }

    @Test
    void aHolderMayNotLoseTheLock() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Lost());

        assertViolation();
    }

    @Test
    void aReleaseWithAnOldTokenIsLost() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(ALICE, X), new Granted(9, 1));
        told(release(ALICE, 5), new Lost());
        told(release(ALICE, 9), new Released(0));

        assertLinearizable();
    }

    @Test
    void aLookAtALockMayNotBeStale() {
        told(take(ALICE, X), new Granted(5, 1));
        told(release(ALICE, 5), new Released(0));
        told(take(BOB, X), new Granted(9, 1));
        told(new Inspect(PRINTER), Seen.held(X, 5, Map.of(ALICE, 1)));

        assertViolation();
    }

    @Test
    void aHolderCountsItsHolds() {
        told(take(ALICE, X), new Granted(5, 1));
        told(take(ALICE, X), new Granted(5, 2));
        told(new Inspect(PRINTER), Seen.held(X, 5, Map.of(ALICE, 2)));
        told(release(ALICE, 5), new Released(1));
        told(take(BOB, X), new Refused());
        told(release(ALICE, 5), new Released(0));
        told(take(BOB, X), new Granted(9, 1));

        assertLinearizable();
    }

    @Test
    void aHoldMayNotBeCountedTwice() {
        told(take(ALICE, X), new Granted(5, 1));
        told(take(ALICE, X), new Granted(5, 3));

        assertViolation();
    }

    @Test
    void oneMayHoldForUpdateBesideThoseThatShare() {
        told(take(ALICE, S), new Granted(5, 1));
        told(take(BOB, U), new Granted(5, 1));
        told(take(CAROL, S), new Granted(5, 1));
        told(
                new Inspect(PRINTER),
                new Seen(U, 5, Map.of(ALICE, new Share(S, 1), BOB, new Share(U, 1), CAROL, new Share(S, 1))));
        told(release(BOB, 5), new Released(0));
        told(new Inspect(PRINTER), Seen.held(S, 5, Map.of(ALICE, 1, CAROL, 1)));

        assertLinearizable();
    }

    @Test
    void twoMayNotHoldForUpdate() {
        told(take(ALICE, U), new Granted(5, 1));
        told(take(BOB, U), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aHoldForUpdateIsNotSeenAsAShare() {
        told(take(ALICE, U), new Granted(5, 1));
        told(new Inspect(PRINTER), Seen.held(S, 5, Map.of(ALICE, 1)));

        assertViolation();
    }

    @Test
    void aHoldCoversTheWeakerModes() {
        told(take(ALICE, U), new Granted(5, 1));
        told(take(ALICE, S), new Granted(5, 2));
        told(take(ALICE, X), new Refused());
        told(new Inspect(PRINTER), Seen.held(U, 5, Map.of(ALICE, 2)));

        assertLinearizable();
    }

    @Test
    void exclusiveHoldingBeginsAndEndsWithANewToken() {
        told(take(ALICE, U), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Granted(7, 1));
        told(convert(ALICE, 7, X), new Granted(7, 1));
        told(convert(ALICE, 7, S), new Granted(9, 1));
        told(take(BOB, U), new Granted(9, 1));
        told(convert(BOB, 9, S), new Granted(9, 1));
        told(convert(ALICE, 9, U), new Granted(9, 1));

        assertLinearizable();
    }

    @Test
    void exclusiveHoldingMayNotBeginUnderTheOldToken() {
        told(take(ALICE, U), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void exclusiveHoldingMayNotEndUnderTheOldToken() {
        told(take(ALICE, X), new Granted(5, 1));
        told(convert(ALICE, 5, U), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aConversionAmongThoseThatShareBringsNoNewToken() {
        told(take(ALICE, S), new Granted(5, 1));
        told(convert(ALICE, 5, U), new Granted(6, 1));

        assertViolation();
    }

    @Test
    void nobodyConvertsAgainstAnotherHolder() {
        told(take(ALICE, U), new Granted(5, 1));
        told(take(BOB, S), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Granted(7, 1));

        assertViolation();
    }

    @Test
    void aConversionThatIsRefusedChangesNothing() {
        told(take(ALICE, U), new Granted(5, 1));
        told(take(BOB, S), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Refused());
        told(release(BOB, 5), new Released(0));
        told(new Inspect(PRINTER), Seen.held(U, 5, Map.of(ALICE, 1)));

        assertLinearizable();
    }

    @Test
    void whoHoldsALockAloneIsNotRefusedAnotherMode() {
        told(take(ALICE, S), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Refused());

        assertThat(new LinearizabilityChecker<>(LockSpecification.withWaiting()).check(history))
                .isInstanceOf(Violation.class);
    }

    @Test
    void whoWaitsToConvertIsInTheWayOfOtherConversions() {
        told(take(ALICE, S), new Granted(5, 1));
        told(take(BOB, S), new Granted(5, 1));
        told(convert(ALICE, 5, U), new Refused());

        assertViolation();
        assertThat(new LinearizabilityChecker<>(LockSpecification.withWaiting()).check(history))
                .isInstanceOf(Linearizable.class);
    }

    @Test
    void aConversionMayNotBeForgotten() {
        told(take(ALICE, X), new Granted(5, 1));
        told(convert(ALICE, 5, S), new Granted(7, 1));
        told(take(BOB, S), new Refused());

        assertViolation();
    }

    @Test
    void aConversionWithAnOldTokenIsLost() {
        told(take(ALICE, X), new Granted(5, 1));
        told(convert(ALICE, 5, S), new Granted(7, 1));
        told(convert(ALICE, 5, X), new Lost());
        told(release(ALICE, 5), new Lost());
        told(release(ALICE, 7), new Released(0));

        assertLinearizable();
    }

    @Test
    void aHoldMayNotBeLostByConverting() {
        told(take(ALICE, U), new Granted(5, 1));
        told(convert(ALICE, 5, X), new Lost());

        assertViolation();
    }

    @Test
    void aConversionNobodyHeardOfMayHaveHappened() {
        told(take(ALICE, X), new Granted(5, 1));
        unheard(convert(ALICE, 5, U));
        told(take(BOB, S), new Refused());
        told(take(CAROL, S), new Granted(8, 1));
        told(release(ALICE, 5), new Lost());
        told(release(ALICE, 8), new Released(0));

        assertLinearizable();
    }

    @Test
    void aConversionNobodyHeardOfBringsANewTokenToo() {
        told(take(ALICE, X), new Granted(5, 1));
        unheard(convert(ALICE, 5, U));
        told(take(CAROL, S), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aSharedLockRefusesASharerOnlyWhereSomebodyWaits() {
        told(take(ALICE, S), new Granted(5, 1));
        told(take(BOB, S), new Refused());

        assertViolation();
        assertThat(new LinearizabilityChecker<>(LockSpecification.withWaiting()).check(history))
                .isInstanceOf(Linearizable.class);
    }

    @Test
    void aFreeLockRefusesNobody() {
        told(take(ALICE, S), new Refused());

        assertThat(new LinearizabilityChecker<>(LockSpecification.withWaiting()).check(history))
                .isInstanceOf(Violation.class);
    }

    @Test
    void anAcquireNobodyHeardOfMayHoldTheLock() {
        unheard(take(ALICE, X));
        told(take(BOB, X), new Refused());
        told(new Inspect(PRINTER), Seen.held(X, 5, Map.of(ALICE, 1)));

        assertLinearizable();
    }

    @Test
    void anAcquireNobodyHeardOfMayComeLateOrNever() {
        unheard(take(ALICE, X));
        told(take(BOB, X), new Granted(5, 1));
        told(release(BOB, 5), new Released(0));
        told(take(CAROL, X), new Granted(7, 1));

        assertLinearizable();
    }

    @Test
    void anAcquireNobodyHeardOfKeepsTheLockOnceItIsSeenToHoldIt() {
        unheard(take(ALICE, X));
        told(take(BOB, X), new Refused());
        told(take(CAROL, X), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aFleetingGrantNobodyHeardOfMayBeTakenBack() {
        unheard(new Acquire(PRINTER, ALICE, X, true));
        told(take(BOB, X), new Refused());
        told(take(CAROL, X), new Granted(5, 1));

        assertLinearizable();
    }

    @Test
    void aFleetingGrantThatWasHeardStays() {
        told(new Acquire(PRINTER, ALICE, X, true), new Granted(3, 1));
        told(take(CAROL, X), new Granted(5, 1));

        assertViolation();
    }

    @Test
    void aReleaseNobodyHeardOfMayHaveFreedTheLock() {
        told(take(ALICE, X), new Granted(5, 1));
        unheard(release(ALICE, 5));
        told(take(BOB, X), new Refused());
        told(take(CAROL, X), new Granted(7, 1));

        assertLinearizable();
    }

    @Test
    void aReleaseNobodyHeardOfDoesNotFreeALaterTenure() {
        told(take(ALICE, X), new Granted(5, 1));
        unheard(release(ALICE, 5));
        told(take(BOB, X), new Granted(7, 1));
        told(take(CAROL, X), new Granted(9, 1));

        assertViolation();
    }

    @Test
    void whatOverlapsMayHappenInEitherOrder() {
        history.add(new Operation<>(1, take(BOB, X), new Granted(9, 1), 0, 100));
        history.add(new Operation<>(2, take(ALICE, X), new Granted(5, 1), 50, 60));
        history.add(new Operation<>(3, release(ALICE, 5), new Released(0), 55, 90));

        assertLinearizable();
    }

    @Test
    void whatDoesNotOverlapMayNotChangePlaces() {
        history.add(new Operation<>(1, take(BOB, X), new Granted(9, 1), 0, 54));
        history.add(new Operation<>(2, take(ALICE, X), new Granted(5, 1), 50, 60));
        history.add(new Operation<>(3, release(ALICE, 5), new Released(0), 55, 90));

        assertViolation();
    }

    @Test
    void oneLockSaysNothingAboutAnother() {
        told(take(ALICE, X), new Granted(5, 1));
        told(new Acquire(SCANNER, BOB, X, false), new Granted(3, 1));

        assertLinearizable();
    }

    @Test
    void theCounterExampleNamesTheLockThatIsBroken() {
        told(new Acquire(SCANNER, BOB, X, false), new Granted(3, 1));
        told(take(ALICE, X), new Granted(5, 1));
        told(take(BOB, X), new Granted(9, 1));

        assertThat(check().toString())
                .startsWith("printer is not linearizable (2 operations).")
                .contains("held by {alice=Hold[mode=X, count=1, unheard=false]}, token 5")
                .contains("Acquire[lock=printer, owner=bob, mode=X, fleeting=false] -> Granted[token=9, holdCount=1]");
    }

    private static LockInput take(String owner, LockMode mode) {
        return new Acquire(PRINTER, owner, mode, false);
    }

    private static LockInput convert(String owner, long token, LockMode to) {
        return new Convert(PRINTER, owner, token, to);
    }

    private static LockInput release(String owner, long token) {
        return new Release(PRINTER, owner, token, false);
    }

    /** One after the other, so that only one order is possible. */
    private void told(LockInput input, LockOutput output) {
        history.add(new Operation<>(1, input, output, ++nowNanos, ++nowNanos));
    }

    private void unheard(LockInput input) {
        history.add(Operation.unknown(2, input, ++nowNanos));
    }

    private void assertLinearizable() {
        assertThat(check()).isInstanceOf(Linearizable.class);
    }

    private void assertViolation() {
        assertThat(check()).isInstanceOf(Violation.class);
    }

    private Verdict check() {
        return new LinearizabilityChecker<>(LockSpecification.withoutWaiting()).check(history);
    }
}
