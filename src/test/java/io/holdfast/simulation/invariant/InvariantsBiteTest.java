package io.holdfast.simulation.invariant;

import static io.holdfast.lock.LockPrimitive.LOCKS;
import static io.holdfast.lock.Mode.S;
import static io.holdfast.lock.Mode.X;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.core.Command;
import io.holdfast.core.Declined.KeyReused;
import io.holdfast.core.Event;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.election.Candidate;
import io.holdfast.election.ElectionEvent.Elected;
import io.holdfast.election.ElectionEvent.Resigned;
import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionView;
import io.holdfast.election.Leader;
import io.holdfast.election.Term;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Released;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.Terms;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.Waiter;
import io.holdfast.lock.Want;
import io.holdfast.membership.GroupName;
import io.holdfast.membership.GroupView;
import io.holdfast.membership.Member;
import io.holdfast.membership.MemberName;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.semaphore.SemaphoreEvent;
import io.holdfast.semaphore.SemaphoreEvent.Defined;
import io.holdfast.semaphore.SemaphoreEvent.Drained;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.semaphore.SemaphoreView;
import io.holdfast.session.RequestMemo;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionEvent.Cause;
import io.holdfast.session.SessionEvent.Ended;
import io.holdfast.session.SessionView;
import io.holdfast.testing.Snapshot;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each promise against a story that breaks it, and against one like it that does not. */
class InvariantsBiteTest {

    private static final LockName PRINTER = new LockName("printer");
    private static final Owner ALICE = new Owner(new SessionId(0, 1), "alice");
    private static final Owner BOB = new Owner(new SessionId(0, 2), "bob");
    private static final Owner CAROL = new Owner(new SessionId(0, 3), "carol");
    private static final long NEVER = Long.MAX_VALUE;
    private static final RequestKey KEY = new RequestKey("", "k");
    private static final Command END = new EndSession(ALICE.session());
    private static final Step NOTHING = new Step(List.of(), List.of());

    private static final SemaphoreName DB = new SemaphoreName("db");
    private static final ElectionName BOSS = new ElectionName("boss");
    private static final Candidate ANN = new Candidate(ALICE.session(), "ann");
    private static final Candidate BEA = new Candidate(BOB.session(), "bea");

    private int index;

    @Test
    void conflictingHolders() {
        holds(new NoConflictingHolders(), locks(lock(List.of(holder(ALICE, S, 1), holder(BOB, S, 1)))));
        breaks(new NoConflictingHolders(), locks(lock(List.of(holder(ALICE, S, 1), holder(BOB, X, 1)))));
        breaks(new NoConflictingHolders(), locks(lock(List.of(holder(ALICE, X, 1), holder(BOB, X, 1)))));
    }

    @Test
    void tokensThatAreUsedAgain() {
        var alice = locks(lock(List.of(holder(ALICE, X, 5))));
        var bobLater = locks(lock(List.of(holder(BOB, X, 6))));
        var readers = locks(lock(List.of(holder(ALICE, S, 5))));
        var moreReaders = locks(lock(List.of(holder(ALICE, S, 5), holder(BOB, S, 5))));

        holds(new TokensOnlyGrow(), alice, alice, bobLater);
        holds(new TokensOnlyGrow(), readers, moreReaders);
        breaks(new TokensOnlyGrow(), bobLater, alice);
        breaks(new TokensOnlyGrow(), alice, locks(lock(List.of(holder(BOB, X, 5)))));
        breaks(new TokensOnlyGrow(), alice, locks(), alice);
        breaks(new TokensOnlyGrow(), readers, locks(), moreReaders);
        breaks(new TokensOnlyGrow(), alice, readers);
        breaks(new TokensOnlyGrow(), locks(lock(List.of(holder(ALICE, S, 5), holder(BOB, S, 6)))));
        breaks(new TokensOnlyGrow(), locks(lock(List.of(holder(ALICE, X, NEVER)))));
    }

    @Test
    void waitersThatAreOvertaken() {
        var handed = new Handed(new TicketId(7), PRINTER, ALICE, new FencingToken(9));
        var holder = List.of(holder(ALICE, X, 9));

        holds(new NobodyIsOvertaken(), handed(handed, lock(holder, waiter(BOB, X, 8))));
        breaks(new NobodyIsOvertaken(), handed(handed, lock(holder, waiter(BOB, X, 6))));
        breaks(new NobodyIsOvertaken(), handed(handed, lock(holder, waiter(BOB, S, 6))));
    }

    @Test
    void bargingPastTheQueue() {
        var granted = new Granted(PRINTER, ALICE, S, new FencingToken(9), 1, 0);
        var again = new Granted(PRINTER, ALICE, S, new FencingToken(9), 2, 0);
        var waiting = lock(List.of(holder(ALICE, S, 9)), waiter(BOB, X, 8));

        breaks(new NobodyIsOvertaken(), answered(granted, waiting));
        holds(new NobodyIsOvertaken(), answered(again, waiting));
    }

    @Test
    void waitingForNobody() {
        holds(new NobodyIsOvertaken(), locks(lock(List.of(holder(ALICE, S, 1)), waiter(BOB, X, 2))));
        breaks(new NobodyIsOvertaken(), locks(lock(List.of(holder(ALICE, S, 1)), waiter(BOB, S, 2))));
        breaks(new NobodyIsOvertaken(), locks(lock(List.of(), waiter(BOB, X, 2))));
    }

    @Test
    void waitingTwice() {
        var printer = lock(List.of(holder(ALICE, X, 1)), waiter(BOB, X, 2), waiter(CAROL, X, 3));
        var twice = lock(List.of(holder(ALICE, X, 1)), waiter(BOB, X, 2), waiter(BOB, X, 3));

        holds(new OwnersWaitOnce(), locks(printer));
        breaks(new OwnersWaitOnce(), locks(twice));
        breaks(new OwnersWaitOnce(), locks(printer, lock(List.of(holder(ALICE, X, 1)), waiter(BOB, X, 9))));
    }

    @Test
    void theDead() {
        var held = lock(List.of(holder(ALICE, X, 1)), waiter(BOB, X, 2));

        holds(new OnlyTheLivingHoldOrWait(), state(List.of(held), session(ALICE), session(BOB)));
        breaks(new OnlyTheLivingHoldOrWait(), state(List.of(held), session(ALICE)));
        breaks(new OnlyTheLivingHoldOrWait(), state(List.of(held), session(BOB)));
    }

    @Test
    void implicitSessionsThatLinger() {
        var held = lock(List.of(holder(ALICE, X, 1)), waiter(BOB, X, 2));

        holds(new ImplicitSessionsStandForSomething(), state(List.of(held), implicit(ALICE), implicit(BOB)));
        holds(new ImplicitSessionsStandForSomething(), state(List.of(held), session(CAROL)));
        breaks(new ImplicitSessionsStandForSomething(), state(List.of(held), implicit(CAROL)));
    }

    @Test
    void deadlinesThatWereMissed() {
        var leased = new Holder(ALICE, X, new FencingToken(1), 1, 0, 1_000, "", true, null);

        holds(new NothingIsOverdue(), at(999, lock(List.of(leased))));
        breaks(new NothingIsOverdue(), at(1_000, lock(List.of(leased))));
        breaks(new NothingIsOverdue(), at(NEVER - 1, lock(List.of(), waiter(BOB, X, 2))));
    }

    @Test
    void timeThatRunsBack() {
        holds(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 20, new Stamp(3, 20)));
        holds(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 5, new Stamp(4, 10)));
        breaks(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 5, new Stamp(3, 5)));
        breaks(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 20, new Stamp(3, 30)));
        breaks(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 20, new Stamp(2, 20)));
        breaks(new TimeNeverRunsBack(), stamps(new Stamp(3, 10), 20, new Stamp(5, 20)));
    }

    @Test
    void ticksForNothing() {
        holds(new TicksActOnSomething(), stamps(new Stamp(3, 10), 20, new Stamp(4, 20)));
        breaks(new TicksActOnSomething(), stamps(new Stamp(3, 10), 20, new Stamp(3, 20)));
    }

    @Test
    void repetitionsWithEffects() {
        var first = asked(1, 0, new Outcome(new Released(0), 1, false));
        var again = new Outcome(new Released(0), 1, true);
        long late = RequestMemo.KEPT_MILLIS + 1;

        holds(new RepetitionsChangeNothing(), first, asked(1, 0, again));
        holds(new RepetitionsChangeNothing(), first, asked(2, 0, new Outcome(new KeyReused("k"), 1, false)));
        holds(new RepetitionsChangeNothing(), first, asked(1, late, new Outcome(new Released(5), 1, false)));
        breaks(new RepetitionsChangeNothing(), first, asked(1, 0, new Outcome(new Released(0), 1, false)));
        breaks(new RepetitionsChangeNothing(), first, asked(1, 0, new Outcome(new Released(5), 1, true)));
        breaks(new RepetitionsChangeNothing(), first, asked(1, 0, new Outcome(new Released(0), 2, true)));
        breaks(new RepetitionsChangeNothing(), first, asked(2, 0, again));
        breaks(new RepetitionsChangeNothing(), first, asked(1, late - 1, new Outcome(new Released(5), 1, false)));
        breaks(new RepetitionsChangeNothing(), first, asked(1, 0, again, lock(List.of(holder(ALICE, X, 1)))));
        breaks(
                new RepetitionsChangeNothing(),
                first,
                asked(1, 0, again, new Handed(new TicketId(1), PRINTER, ALICE, new FencingToken(1))));
    }

    @Test
    void answersThatChange() {
        var promise = new AnswersNeverChange();
        promise.answered(KEY, new Released(0));

        assertThatCode(() -> promise.answered(KEY, new Released(0))).doesNotThrowAnyException();
        assertThatCode(() -> promise.answered(KEY, new KeyReused("k"))).doesNotThrowAnyException();
        violates(() -> promise.answered(KEY, new Released(1)));
    }

    @Test
    void sessionsThatAreGivenUpTooEarly() {
        var promise = new KeptAliveStaysAlive();
        promise.promised(ALICE.session(), 1_000);
        promise.promised(ALICE.session(), 500);

        assertThatCode(() -> promise.happened(ended(999, Cause.REQUESTED))).doesNotThrowAnyException();
        assertThatCode(() -> promise.happened(ended(1_000, Cause.EXPIRED))).doesNotThrowAnyException();
        violates(() -> promise.happened(ended(999, Cause.EXPIRED)));
    }

    @Test
    void replicasThatDisagree() {
        var steps = new ReplicasAgree(Snapshot::of);
        steps.applied(new Replica(List.of(LOCKS)), 1, NOTHING);
        violates(() -> steps.applied(
                new Replica(List.of(LOCKS)), 1, new Step(List.of(new Outcome(new Released(0), 1, false)), List.of())));

        var states = new ReplicasAgree(Snapshot::of);
        states.agree(new Replica(List.of(LOCKS)), 1);
        var other = new Replica(List.of(LOCKS));
        other.apply(new Entry(
                0,
                List.of(new Request(
                        null, 0, null, new OpenSession(ALICE.session(), "", 9_000, Collections.emptyMap())))));
        assertThatCode(() -> states.agree(new Replica(List.of(LOCKS)), 1)).doesNotThrowAnyException();
        violates(() -> states.agree(other, 1));
    }

    @Test
    void permitsThatAreNotThere() {
        var defined = told(semaphore(2, 0), new Defined(DB, 2));
        var one = told(semaphore(2, 1), permits(3, 1));
        var both = told(semaphore(2, 2), permits(3, 2));

        holds(new PermitsAreNotExceeded(), defined, both);
        breaks(new PermitsAreNotExceeded(), defined, one, told(semaphore(2, 3), permits(4, 2)));
        breaks(new PermitsAreNotExceeded(), defined, told(semaphore(2, 2)));
        breaks(new PermitsAreNotExceeded(), told(semaphore(2, 0)));
        breaks(
                new PermitsAreNotExceeded(),
                defined,
                told(new SemaphoreView(DB, 2, 0, true, List.of(), 0, List.of(), 0), new Drained(DB, 0)),
                one);
    }

    @Test
    void permitsOutOfTurn() {
        holds(new PermitsGoByTurns(), told(semaphore(2, 1, permitWaiter(ALICE, 5, 2)), permits(4, 1)));
        breaks(new PermitsGoByTurns(), told(semaphore(2, 1, permitWaiter(ALICE, 3, 2)), permits(4, 1)));
        breaks(new PermitsGoByTurns(), told(semaphore(2, 1, permitWaiter(ALICE, 5, 1))));
        breaks(new PermitsGoByTurns(), told(semaphore(2, 1, permitWaiter(ALICE, 5, 3))));
        breaks(new PermitsGoByTurns(), told(semaphore(2, 1, permitWaiter(ALICE, 5, 2), permitWaiter(ALICE, 6, 2))));
    }

    @Test
    void twoLeaders() {
        var ann = new Elected(BOSS, ANN, new Term(3));
        var bea = new Elected(BOSS, BEA, new Term(4));
        var resigned = new Resigned(BOSS, ANN, new Term(3));

        holds(new OneLeadsAtATime(), told(election(3, ANN, 3), ann), told(election(4, BEA, 4), resigned, bea));
        breaks(new OneLeadsAtATime(), told(election(3, ANN, 3), ann), told(election(4, BEA, 4), bea));
        breaks(new OneLeadsAtATime(), told(election(3, ANN, 3), ann), told(election(4, BEA, 4)));
        breaks(new OneLeadsAtATime(), told(election(4, BEA, 4), bea, new Resigned(BOSS, BEA, new Term(4)), ann));
        breaks(new OneLeadsAtATime(), told(election(5, null, 0), resigned));
        breaks(new OneLeadsAtATime(), told(election(5, null, 0, wouldLead(BEA, 6))));
    }

    @Test
    void versionsThatDoNotTell() {
        var member = new Member(new MemberName("m"), ALICE.session(), "v", 3, 3, 0);
        var later = new Member(new MemberName("n"), ALICE.session(), "v", 5, 5, 0);

        holds(new VersionsGrow(), told(election(3, ANN, 3)), told(election(3, ANN, 3)), told(election(7, null, 0)));
        breaks(new VersionsGrow(), told(election(3, ANN, 3)), told(election(3, null, 0)));
        breaks(new VersionsGrow(), told(election(3, ANN, 3)), told(election(2, ANN, 3)));
        holds(new VersionsGrow(), told(group(3, member)), told(group(5, member, later)), told(group(8)));
        breaks(new VersionsGrow(), told(group(3, member)), told(group(3)));
        breaks(new VersionsGrow(), told(group(5, later, member)));
        breaks(new VersionsGrow(), told(group(5, member, member)));
    }

    @Test
    void theDeadOfOtherKinds() {
        var scene = told(election(3, ANN, 3));

        breaks(new OnlyTheLivingHoldOrWait(), scene);
        holds(new OnlyTheLivingHoldOrWait(), with(scene, session(ALICE)));
        holds(new ImplicitSessionsStandForSomething(), with(scene, implicit(ALICE)));
        breaks(new ImplicitSessionsStandForSomething(), with(scene, implicit(BOB)));
    }

    private static SemaphoreView semaphore(int permits, int held, io.holdfast.semaphore.Waiter... waiters) {
        return new SemaphoreView(DB, permits, held, false, List.of(), 0, List.of(waiters), waiters.length);
    }

    private static io.holdfast.semaphore.Waiter permitWaiter(Owner owner, long ticket, int permits) {
        return new io.holdfast.semaphore.Waiter(
                new io.holdfast.semaphore.TicketId(ticket), permitOwner(owner), permits, 0, NEVER - 1, 0, 1_000);
    }

    private static io.holdfast.semaphore.Owner permitOwner(Owner owner) {
        return new io.holdfast.semaphore.Owner(owner.session(), owner.name());
    }

    private static SemaphoreEvent permits(long token, int permits) {
        return new SemaphoreEvent.Granted(
                DB, permitOwner(BOB), new io.holdfast.semaphore.FencingToken(token), permits, null);
    }

    private static io.holdfast.election.Waiter wouldLead(Candidate candidate, long ticket) {
        return new io.holdfast.election.Waiter(
                new io.holdfast.election.TicketId(ticket), candidate, "", 0, 0, NEVER - 1, 1_000);
    }

    private static ElectionView election(
            long version, @Nullable Candidate leader, long term, io.holdfast.election.Waiter... waiters) {
        var leads = leader == null ? null : new Leader(leader, new Term(term), "", 0, 0, true, 0, null);
        return new ElectionView(BOSS, version, leads, List.of(waiters), waiters.length);
    }

    private static GroupView group(long version, Member... members) {
        return new GroupView(new GroupName("crew"), version, List.of(members), members.length);
    }

    private Seen told(Record view, Event... events) {
        var scene = new Scene(
                List.of(),
                view instanceof SemaphoreView semaphore ? List.of(semaphore) : List.of(),
                view instanceof ElectionView election ? List.of(election) : List.of(),
                view instanceof GroupView group ? List.of(group) : List.of());
        var step = new Step(List.of(), List.of(events));
        return new Seen(++index, 0, new Entry(0, List.of()), step, Stamp.ZERO, new Stamp(9, 0), scene, List.of());
    }

    private static Seen with(Seen seen, SessionView session) {
        return new Seen(
                seen.index(),
                seen.now(),
                seen.entry(),
                seen.step(),
                seen.before(),
                seen.after(),
                seen.scene(),
                List.of(session));
    }

    private static void holds(Invariant promise, Seen... story) {
        List.of(story).forEach(promise::happened);
    }

    /** The last part of the story is what breaks it. */
    private static void breaks(Invariant promise, Seen... story) {
        for (int i = 0; i < story.length - 1; i++) {
            promise.happened(story[i]);
        }
        violates(() -> promise.happened(story[story.length - 1]));
    }

    private static void violates(ThrowingCallable action) {
        assertThatExceptionOfType(Invariant.Violation.class).isThrownBy(action);
    }

    private static Holder holder(Owner owner, Mode mode, long token) {
        return new Holder(owner, mode, new FencingToken(token), 1, 0, NEVER, "", true, null);
    }

    private static Waiter waiter(Owner owner, Mode mode, long ticket) {
        return new Waiter(
                new TicketId(ticket), owner, List.of(new Want(PRINTER, mode)), false, 0, NEVER - 1, Terms.plain(0, 0));
    }

    private static LockView lock(List<Holder> holders, Waiter... waiters) {
        return new LockView(PRINTER, holders, List.of(waiters), waiters.length, 0);
    }

    private static SessionView session(Owner owner) {
        return new SessionView(owner.session(), "", 9_000, 0, false, Collections.emptyMap(), 0, 0, "");
    }

    private static SessionView implicit(Owner owner) {
        return new SessionView(owner.session(), "", 9_000, 0, true, Collections.emptyMap(), 0, 0, "");
    }

    private Seen locks(LockView... locks) {
        return state(List.of(locks));
    }

    private Seen state(List<LockView> locks, SessionView... sessions) {
        return seen(new Entry(0, List.of()), NOTHING, new Stamp(9, 0), new Stamp(9, 0), locks, List.of(sessions));
    }

    private Seen at(long millis, LockView lock) {
        return seen(new Entry(0, List.of()), NOTHING, Stamp.ZERO, new Stamp(9, millis), List.of(lock), List.of());
    }

    private Seen stamps(Stamp before, long millis, Stamp after) {
        return seen(new Entry(millis, List.of()), NOTHING, before, after, List.of(), List.of());
    }

    private Seen handed(Handed handed, LockView lock) {
        return seen(
                new Entry(0, List.of()),
                new Step(List.of(), List.of(handed)),
                new Stamp(8, 0),
                new Stamp(9, 0),
                List.of(lock),
                List.of());
    }

    private Seen answered(Result result, LockView lock) {
        return seen(
                new Entry(0, List.of(new Request(null, 0, null, END))),
                new Step(List.of(new Outcome(result, 1, false)), List.of()),
                new Stamp(8, 0),
                new Stamp(9, 0),
                List.of(lock),
                List.of());
    }

    private Seen asked(long fingerprint, long millis, Outcome outcome, LockView... locks) {
        return asked(fingerprint, millis, outcome, List.of(), List.of(locks));
    }

    private Seen asked(long fingerprint, long millis, Outcome outcome, Event event) {
        return asked(fingerprint, millis, outcome, List.of(event), List.of());
    }

    private Seen asked(long fingerprint, long millis, Outcome outcome, List<Event> events, List<LockView> locks) {
        return seen(
                new Entry(millis, List.of(new Request(KEY, fingerprint, null, END))),
                new Step(List.of(outcome), events),
                new Stamp(8, 0),
                new Stamp(9, millis),
                locks,
                List.of());
    }

    private Seen ended(long now, Cause cause) {
        return new Seen(
                1,
                now,
                new Entry(0, List.of()),
                new Step(List.of(), List.of(new Ended(ALICE.session(), cause))),
                Stamp.ZERO,
                Stamp.ZERO,
                Scene.EMPTY,
                List.of());
    }

    private Seen seen(
            Entry entry, Step step, Stamp before, Stamp after, List<LockView> locks, List<SessionView> sessions) {
        return new Seen(++index, 0, entry, step, before, after, Scene.of(locks), sessions);
    }
}
