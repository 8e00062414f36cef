package io.holdfast.lock;

import static io.holdfast.lock.LockQueries.SHOWN_MAX;
import static io.holdfast.lock.LockStage.ALICE;
import static io.holdfast.lock.LockStage.ALICES_CAT;
import static io.holdfast.lock.LockStage.A_MINUTE;
import static io.holdfast.lock.LockStage.BOB;
import static io.holdfast.lock.LockStage.CAROL;
import static io.holdfast.lock.LockStage.PRINTER;
import static io.holdfast.lock.LockStage.SCANNER;
import static io.holdfast.lock.LockStage.owner;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.SessionId;
import io.holdfast.lock.LockQueries.Filter;
import io.holdfast.lock.LockQueries.HeldLock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LockQueriesTest {

    private static final Filter ANY = new Filter("", null, null, false);
    private static final int MANY = 1_000;

    private final LockStage stage = new LockStage();

    @Test
    void aFreeLockHasNobody() {
        assertThat(stage.queries().inspect(PRINTER)).isEqualTo(new LockView(PRINTER, List.of(), List.of(), 0, 0));
        assertThat(stage.queries().inspect(PRINTER).isFree()).isTrue();
    }

    @Test
    void aLockShowsWhoHoldsItAndWhoWaits() {
        stage.pass(5);
        var token = ((LockResult.Granted) stage.acquireLeased(ALICE, PRINTER, 100)).token();
        stage.pass(5);
        var ticket = stage.queued(BOB, PRINTER, S);

        var view = stage.queries().inspect(PRINTER);

        assertThat(view.holders()).containsExactly(new Holder(ALICE, X, token, 1, 5, 105, "", true, null));
        assertThat(view.waiters())
                .containsExactly(new Waiter(
                        ticket,
                        BOB,
                        List.of(new Want(PRINTER, S)),
                        false,
                        10,
                        10 + A_MINUTE,
                        Terms.plain(A_MINUTE, 0)));
        assertThat(view.isFree()).isFalse();
    }

    @Test
    void aHoldWithoutALeaseSaysSo() {
        stage.acquire(ALICE, PRINTER, X);
        stage.acquireLeased(BOB, SCANNER, 1);

        assertThat(stage.queries().inspect(PRINTER).holders().getFirst().hasLease())
                .isFalse();
        assertThat(stage.queries().inspect(SCANNER).holders().getFirst().hasLease())
                .isTrue();
    }

    @Test
    void aTicketKnowsItsPlaceAndWhoIsAhead() {
        stage.acquire(ALICE, PRINTER, X);
        var bob = stage.queued(BOB, PRINTER, X);
        var carol = stage.queued(CAROL, PRINTER, S);

        var view = stage.queries().ticket(carol);

        assertThat(view.state()).isEqualTo(TicketState.WAITING);
        assertThat(view.position()).isEqualTo(2);
        assertThat(view.ahead()).extracting(Waiter::ticket).containsExactly(bob);
        assertThat(view.holders()).extracting(Holder::owner).containsExactly(ALICE);
        assertThat(view.hold()).isNull();
    }

    @Test
    void aTicketShowsWhatItWasGrantedAsLongAsThatIsHeld() {
        var alice = stage.granted(ALICE, PRINTER, X);
        var ticket = stage.queued(BOB, PRINTER, X);
        stage.release(ALICE, PRINTER, alice);
        var token = new FencingToken(stage.sequence());

        assertThat(stage.queries().ticket(ticket).state()).isEqualTo(TicketState.GRANTED);
        assertThat(stage.queries().ticket(ticket).hold().token()).isEqualTo(token);
        assertThat(stage.queries().ticket(ticket).position()).isZero();

        stage.release(BOB, PRINTER, token);

        assertThat(stage.queries().ticket(ticket).state()).isEqualTo(TicketState.GRANTED);
        assertThat(stage.queries().ticket(ticket).hold()).isNull();
    }

    @Test
    void aViewShowsSomeAndCountsAll() {
        stage.acquire(ALICE, PRINTER, X);
        TicketId last = null;
        for (int i = 0; i <= SHOWN_MAX; i++) {
            last = stage.queued(owner(10 + i, ""), PRINTER, X);
        }

        var view = stage.queries().inspect(PRINTER);

        assertThat(view.waiters()).hasSize(SHOWN_MAX);
        assertThat(view.waiterCount()).isEqualTo(SHOWN_MAX + 1);
        assertThat(stage.queries().ticket(last).position()).isEqualTo(SHOWN_MAX + 1);
        assertThat(stage.queries().ticket(last).ahead()).hasSize(SHOWN_MAX);
    }

    @Test
    void manyHoldersAreShownInPart() {
        for (int i = 0; i <= SHOWN_MAX; i++) {
            stage.acquire(owner(10 + i, ""), PRINTER, S);
        }
        var ticket = stage.queued(ALICE, PRINTER, X);

        assertThat(stage.holders(PRINTER)).hasSize(SHOWN_MAX);
        assertThat(stage.queries().ticket(ticket).holders()).hasSize(SHOWN_MAX);
    }

    @Test
    void whatASessionHoldsIsListedByLock() {
        stage.acquire(ALICE, SCANNER, X);
        stage.acquire(ALICES_CAT, PRINTER, X);
        stage.acquire(BOB, new LockName("other"), X);

        assertThat(stage.queries().holdsOf(ALICE.session()))
                .extracting(HeldLock::lock)
                .containsExactly(PRINTER, SCANNER);
        assertThat(stage.queries().holdsOf(CAROL.session())).isEmpty();
    }

    @Test
    void whatASessionWaitsForIsListedOldestFirst() {
        stage.acquire(BOB, PRINTER, X);
        stage.acquire(BOB, SCANNER, X);
        stage.queued(ALICE, SCANNER, X);
        stage.queued(ALICES_CAT, PRINTER, X);

        assertThat(stage.queries().waitsOf(ALICE.session()))
                .extracting(TicketView::lock)
                .containsExactly(SCANNER, PRINTER);
        assertThat(stage.queries().waitsOf(BOB.session())).isEmpty();
    }

    @Test
    void locksAreListedByName() {
        stage.acquire(ALICE, SCANNER, X);
        stage.acquire(BOB, PRINTER, X);

        assertThat(names(ANY, null, 10)).containsExactly("printer", "scanner");
    }

    @Test
    void aPageEndsWhereTheNextBegins() {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            stage.acquire(ALICE, new LockName(name), X);
        }

        var first = stage.queries().list(ANY, null, 2);
        var second = stage.queries().list(ANY, first.last(), 2);
        var third = stage.queries().list(ANY, second.last(), 2);

        assertThat(first.locks()).extracting(lock -> lock.lock().value()).containsExactly("a", "b");
        assertThat(second.locks()).extracting(lock -> lock.lock().value()).containsExactly("c", "d");
        assertThat(third.locks()).extracting(lock -> lock.lock().value()).containsExactly("e");
        assertThat(third.last()).isNull();
    }

    @Test
    void aPrefixSelectsByName() {
        for (var name : List.of("app", "app.a", "app.b", "apq", "aoz")) {
            stage.acquire(ALICE, new LockName(name), X);
        }

        assertThat(names(new Filter("app.", null, null, false), null, 10)).containsExactly("app.a", "app.b");
        assertThat(names(new Filter("app.", null, null, false), new LockName("app.a"), 10))
                .containsExactly("app.b");
        assertThat(names(new Filter("app", null, null, false), null, 10)).containsExactly("app", "app.a", "app.b");
    }

    @Test
    void aCursorThatStandsBeforeThePrefixSkipsNothing() {
        for (var name : List.of("aoz", "ap", "app.a", "app.b")) {
            stage.acquire(ALICE, new LockName(name), X);
        }

        assertThat(names(new Filter("app.", null, null, false), new LockName("aa"), 10))
                .containsExactly("app.a", "app.b");
    }

    @Test
    void aListingSelectsByOwnerBySessionAndByContention() {
        stage.acquire(ALICE, PRINTER, X);
        stage.acquire(ALICES_CAT, SCANNER, X);
        stage.acquire(BOB, new LockName("other"), X);
        stage.queued(CAROL, SCANNER, X);

        assertThat(names(new Filter("", "alice", null, false), null, 10)).containsExactly("printer");
        assertThat(names(new Filter("", null, ALICE.session(), false), null, 10))
                .containsExactly("printer", "scanner");
        assertThat(names(new Filter("", null, null, true), null, 10)).containsExactly("scanner");
        assertThat(names(new Filter("", "nobody", new SessionId(7, 7), true), null, 10))
                .isEmpty();
    }

    @Test
    void aListingSelectsWhatHasBeenHeldForLongByWhoIsAskedFor() {
        stage.acquire(ALICE, PRINTER, Mode.S);
        stage.pass(1_000);
        stage.acquire(BOB, PRINTER, Mode.S);
        stage.acquire(BOB, SCANNER, X);
        stage.pass(1_000);

        assertThat(names(ANY.heldSinceBefore(0), null, 10)).isEmpty();
        assertThat(names(ANY.heldSinceBefore(1), null, 10)).containsExactly("printer");
        assertThat(names(ANY.heldSinceBefore(1_000), null, 10)).containsExactly("printer");
        assertThat(names(ANY.heldSinceBefore(1_001), null, 10)).containsExactly("printer", "scanner");
        assertThat(names(new Filter("", "bob", null, false, 1_000), null, 10)).isEmpty();
        assertThat(names(new Filter("", null, ALICE.session(), false, 1_000), null, 10))
                .containsExactly("printer");
        assertThat(names(new Filter("", "bob", ALICE.session(), false), null, 10))
                .isEmpty();
    }

    @Test
    void aListingThatFindsLittleGivesUpInTimeAndSaysWhereToGoOn() {
        for (int session = 1; session <= 11; session++) {
            for (int i = 0; i < MANY; i++) {
                stage.acquire(owner(session, "crowd"), new LockName("lock-%02d-%04d".formatted(session, i)), X);
            }
        }
        stage.acquire(owner(99, "needle"), new LockName("z"), X);
        var needle = new Filter("", "needle", null, false);

        var first = stage.queries().list(needle, null, 10);
        var second = stage.queries().list(needle, first.last(), 10);

        assertThat(first.locks()).isEmpty();
        assertThat(first.last()).isNotNull();
        assertThat(second.locks()).hasSize(1);
        assertThat(second.last()).isNull();
    }

    private List<String> names(Filter filter, @Nullable LockName after, int limit) {
        return stage.queries().list(filter, after, limit).locks().stream()
                .map(view -> view.lock().value())
                .toList();
    }
}
