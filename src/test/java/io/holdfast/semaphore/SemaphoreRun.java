package io.holdfast.semaphore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.semaphore.SemaphoreCommand.Acquire;
import io.holdfast.semaphore.SemaphoreCommand.Cancel;
import io.holdfast.semaphore.SemaphoreCommand.Claim;
import io.holdfast.semaphore.SemaphoreCommand.Define;
import io.holdfast.semaphore.SemaphoreCommand.Delete;
import io.holdfast.semaphore.SemaphoreCommand.Drain;
import io.holdfast.semaphore.SemaphoreCommand.Extend;
import io.holdfast.semaphore.SemaphoreCommand.Release;
import io.holdfast.semaphore.SemaphoreCommand.Undrain;
import io.holdfast.semaphore.SemaphoreQueries.HeldPermits;
import io.holdfast.testing.Rows;
import java.util.List;
import java.util.Objects;

/** Plays moves on the machine and on the naive semaphores, and compares them after each. */
final class SemaphoreRun {

    private static final int TICKETS_LOOKED_AT = 3;

    private final NaiveSemaphores naive = new NaiveSemaphores();
    private final SemaphoreInvariants invariants = new SemaphoreInvariants();
    private SemaphoreMachine machine = new SemaphoreMachine();
    private long sequence;
    private long now;

    static void play(List<SemaphoreMove> moves) {
        var run = new SemaphoreRun();
        moves.forEach(run::play);
        run.reload();
    }

    private void play(SemaphoreMove move) {
        switch (move) {
            case SemaphoreMove.Size(var name, int permits) -> compare(new Define(name, permits));
            case SemaphoreMove.Stop(var name) -> compare(new Drain(name));
            case SemaphoreMove.GoOn(var name) -> compare(new Undrain(name));
            case SemaphoreMove.Forget(var name) -> compare(new Delete(name));
            case SemaphoreMove.Ask ask ->
                compare(new Acquire(
                        ask.semaphore(),
                        ask.owner(),
                        ask.permits(),
                        ask.waitMillis(),
                        ask.leaseMillis(),
                        ask.claimMillis()));
            case SemaphoreMove.GiveBack back ->
                compare(new Release(
                        back.semaphore(),
                        back.owner().session(),
                        back.named() ? back.owner().name() : null,
                        token(back.semaphore(), back.owner(), back.stale()),
                        back.permits()));
            case SemaphoreMove.Lengthen longer ->
                compare(new Extend(
                        longer.semaphore(),
                        longer.owner().session(),
                        longer.named() ? longer.owner().name() : null,
                        token(longer.semaphore(), longer.owner(), longer.stale()),
                        longer.leaseMillis()));
            case SemaphoreMove.Leave(int back, var session) -> compare(new Cancel(ticket(back), session));
            case SemaphoreMove.Take(int back, var session) -> compare(new Claim(ticket(back), session));
            case SemaphoreMove.EndSession(var session) -> {
                var at = next();
                compare(at, naive.sessionEnded(at, session), machine.sessionEnded(at, session));
            }
            case SemaphoreMove.Pass(long millis) -> {
                now += millis;
                var at = next();
                compare(at, naive.timePassed(at), machine.timePassed(at));
            }
            case SemaphoreMove.Reload _ -> reload();
        }
        compareViews();
    }

    private Stamp next() {
        return new Stamp(++sequence, now);
    }

    private FencingToken token(SemaphoreName semaphore, Owner owner, boolean stale) {
        return new FencingToken(stale ? sequence + 100 : naive.tokenOf(semaphore, owner));
    }

    private TicketId ticket(int back) {
        var tickets = naive.tickets();
        return back < tickets.size() ? tickets.get(tickets.size() - 1 - back) : new TicketId(0);
    }

    private void compare(SemaphoreCommand command) {
        var at = next();
        var expected = naive.apply(at, command);
        var actual = machine.apply(at, command);
        same(expected, actual, command);
        check(at, actual);
    }

    private void compare(Stamp at, List<Event> expected, List<Event> actual) {
        same(expected, actual, "events");
        check(at, new Applied<>(new SemaphoreResult.Undrained(), actual));
    }

    private void check(Stamp at, Applied<?> step) {
        var queries = machine.queries();
        invariants.check(
                at,
                step,
                SemaphoreMove.SEMAPHORES.stream()
                        .map(queries::inspect)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private void reload() {
        var rows = new Rows();
        machine.save(rows);
        machine = new SemaphoreMachine();
        machine.load(rows.source(), SemaphorePrimitive.SEMAPHORES.snapshotVersion());
        var again = new Rows();
        machine.save(again);
        same(rows, again, "rows");
    }

    private void compareViews() {
        var queries = machine.queries();
        for (var semaphore : SemaphoreMove.SEMAPHORES) {
            same(naive.inspect(semaphore), queries.inspect(semaphore), semaphore);
        }
        for (int back = 0; back < TICKETS_LOOKED_AT; back++) {
            var ticket = ticket((int) (back + sequence % 3 * TICKETS_LOOKED_AT));
            same(naive.ticket(ticket), queries.ticket(ticket), ticket);
        }
        for (var session : SemaphoreMove.SESSIONS) {
            var holds = naive.holdersOf(session);
            var waits = naive.waitsOf(session);
            same(
                    holds,
                    queries.holdsOf(session).stream().map(HeldPermits::holder).toList(),
                    session);
            same(
                    waits,
                    queries.waitsOf(session).stream().map(TicketView::ticket).toList(),
                    session);
            same(!holds.isEmpty() || !waits.isEmpty(), machine.uses(session), session);
        }
        same(naive.nextDeadline(), machine.nextDeadline(), "next deadline");
        same(naive.heldCount(), machine.heldCount(), "permits out");
        same(naive.waiterCount(), machine.waiterCount(), "waiters");
    }

    /** Cheaper than an assertion that builds its message before it knows. */
    private static void same(Object expected, Object actual, Object what) {
        if (!Objects.equals(expected, actual)) {
            assertThat(actual).as("%s", what).isEqualTo(expected);
        }
    }
}
