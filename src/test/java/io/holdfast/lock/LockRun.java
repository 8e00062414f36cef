package io.holdfast.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockMove.Which;
import io.holdfast.testing.Rows;
import java.util.ArrayDeque;
import java.util.List;

/** Plays moves on the machine and on the naive locks, and compares them after each. */
final class LockRun {

    /** After each step, by turns the youngest, those before them, and so on: to look at all each time takes most of it. */
    private static final int TICKETS_LOOKED_AT = 4;

    private final NaiveLocks naive = new NaiveLocks();
    private final LockInvariants invariants = new LockInvariants();
    private LockMachine machine = machine();
    private long sequence;
    private long now;

    private static LockMachine machine() {
        var machine = new LockMachine();
        machine.consult(LockMove::lockDelayMillis);
        return machine;
    }

    static void play(List<LockMove> moves) {
        var run = new LockRun();
        moves.forEach(run::play);
    }

    private void play(LockMove move) {
        switch (move) {
            case LockMove.Ask ask -> compare(new Acquire(ask.wants(), ask.owner(), ask.terms()));
            case LockMove.Turn turn ->
                compare(new Convert(
                        new Grip(turn.lock(), token(turn.lock(), turn.token())),
                        turn.owner().session(),
                        turn.named() ? turn.owner().name() : null,
                        turn.to(),
                        turn.terms()));
            case LockMove.Fetch fetch -> compare(new Claim(ticket(fetch.back()), fetch.session()));
            case LockMove.Demand demand ->
                compare(new RequestRevoke(demand.lock(), "in the way", demand.graceMillis(), demand.force()));
            case LockMove.Take take ->
                compare(new ForceRelease(
                        take.lock(),
                        take.token() == null ? null : token(take.lock(), take.token()),
                        take.owner(),
                        "in the way",
                        "somebody",
                        take.delayMillis()));
            case LockMove.GiveAllBack back ->
                compare(new Release(
                        back.locks().stream()
                                .map(lock -> new Grip(lock, token(lock, back.token())))
                                .toList(),
                        back.owner().session(),
                        back.owner().name(),
                        1));
            case LockMove.GiveBack back ->
                compare(new Release(
                        back.lock(),
                        back.owner().session(),
                        back.named() ? back.owner().name() : null,
                        token(back.lock(), back.token()),
                        back.count()));
            case LockMove.Lengthen lengthen ->
                compare(new Extend(
                        lengthen.lock(),
                        lengthen.owner().session(),
                        lengthen.named() ? lengthen.owner().name() : null,
                        token(lengthen.lock(), lengthen.token()),
                        lengthen.leaseMillis()));
            case LockMove.Leave leave -> compare(new Cancel(ticket(leave.back()), leave.session()));
            case LockMove.EndSession end -> {
                var at = next();
                compare(at, naive.sessionEnded(at, end.session()), machine.sessionEnded(at, end.session()));
            }
            case LockMove.Pass pass -> {
                now += pass.millis();
                var at = next();
                compare(at, naive.timePassed(at), machine.timePassed(at));
            }
            case LockMove.Reload _ -> reload();
        }
        compareViews();
    }

    private Stamp next() {
        return new Stamp(++sequence, now);
    }

    private FencingToken token(LockName lock, Which which) {
        long current = naive.currentToken(lock);
        return new FencingToken(
                switch (which) {
                    case CURRENT -> current;
                    case STALE -> current - 1;
                    case MADE_UP -> sequence + 100;
                });
    }

    private TicketId ticket(int back) {
        var tickets = naive.tickets();
        return back < tickets.size() ? tickets.get(tickets.size() - 1 - back) : new TicketId(0);
    }

    private void compare(LockCommand command) {
        var at = next();
        long found = machine.deadlockCount();
        var actual = machine.apply(at, command);
        var verdicts = new ArrayDeque<Deadlock>();
        machine.queries().deadlocks().reversed().stream()
                .filter(deadlock -> deadlock.number() > found)
                .forEach(verdicts::add);
        var expected = naive.apply(at, command, verdicts);
        same(List.of(), List.copyOf(verdicts), "deadlocks that were none");
        same(expected, actual, command);
        same(false, naive.hasDeadlock(), "INV-6: a deadlock is left");
        checkInvariants(at, actual);
        for (var event : actual.events()) {
            if (event instanceof LockEvent.SessionGivenUp given) {
                var end = next();
                compare(end, naive.sessionEnded(end, given.session()), machine.sessionEnded(end, given.session()));
            }
        }
    }

    private void compare(Stamp at, List<Event> expected, List<Event> actual) {
        same(expected, actual, "events");
        checkInvariants(at, new Applied<>(new LockResult.Released(0), actual));
    }

    private void checkInvariants(Stamp at, Applied<LockResult> step) {
        invariants.check(
                at,
                step,
                LockMove.LOCKS.stream().map(machine.queries()::inspect).toList());
    }

    private void reload() {
        var rows = new Rows();
        machine.save(rows);
        machine = machine();
        machine.load(rows.source(), LockPrimitive.LOCKS.snapshotVersion());
        var again = new Rows();
        machine.save(again);
        same(rows, again, "rows");
    }

    private void compareViews() {
        var queries = machine.queries();
        for (var lock : LockMove.LOCKS) {
            same(naive.inspect(lock), queries.inspect(lock), lock);
        }
        for (int back = 0; back < TICKETS_LOOKED_AT; back++) {
            var ticket = ticket((int) (back + sequence % 3 * TICKETS_LOOKED_AT));
            same(naive.ticket(ticket), queries.ticket(ticket), ticket);
        }
        for (var session : LockMove.SESSIONS) {
            var holds = naive.holdsOf(session);
            var waits = naive.waitsOf(session);
            same(holds, queries.holdsOf(session), session);
            same(
                    waits,
                    queries.waitsOf(session).stream().map(TicketView::ticket).toList(),
                    session);
            same(!holds.isEmpty() || !waits.isEmpty(), machine.uses(session), session);
        }
        same(naive.nextDeadline(), machine.nextDeadline(), "next deadline");
        same(naive.holdCount(), machine.holdCount(), "holds");
        same(naive.waiterCount(), machine.waiterCount(), "waiters");
        same(naive.lockCount(), machine.lockCount(), "locks");
    }

    /** Cheaper than an assertion that builds its message before it knows. */
    private static void same(Object expected, Object actual, Object what) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            assertThat(actual).as("%s", what).isEqualTo(expected);
        }
    }
}
