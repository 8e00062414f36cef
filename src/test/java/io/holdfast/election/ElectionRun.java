package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.election.ElectionCommand.Campaign;
import io.holdfast.election.ElectionCommand.Claim;
import io.holdfast.election.ElectionCommand.Proclaim;
import io.holdfast.election.ElectionCommand.Resign;
import io.holdfast.election.ElectionCommand.Transfer;
import io.holdfast.election.ElectionCommand.Withdraw;
import io.holdfast.testing.Rows;
import java.util.List;
import java.util.Objects;

/** Plays moves on the machine and on the naive elections, and compares them after each. */
final class ElectionRun {

    private static final int TICKETS_LOOKED_AT = 3;

    private final NaiveElections naive = new NaiveElections();
    private final ElectionInvariants invariants = new ElectionInvariants();
    private ElectionMachine machine = new ElectionMachine();
    private long sequence;
    private long now;

    static void play(List<ElectionMove> moves) {
        var run = new ElectionRun();
        moves.forEach(run::play);
        run.reload();
    }

    private void play(ElectionMove move) {
        switch (move) {
            case ElectionMove.Run run ->
                compare(new Campaign(
                        run.election(),
                        run.candidate(),
                        run.value(),
                        run.priority(),
                        run.waitMillis(),
                        run.claimMillis()));
            case ElectionMove.Say(var name, var session, boolean stale, var value) ->
                compare(new Proclaim(name, session, term(name, stale), value));
            case ElectionMove.StepDown(var name, var session, boolean stale) ->
                compare(new Resign(name, session, term(name, stale)));
            case ElectionMove.HandOver(var name, var session, boolean stale, var to) ->
                compare(new Transfer(name, session, term(name, stale), to));
            case ElectionMove.Leave(int back, var session) -> compare(new Withdraw(ticket(back), session));
            case ElectionMove.Take(int back, var session) -> compare(new Claim(ticket(back), session));
            case ElectionMove.EndSession(var session) -> {
                var at = next();
                compare(naive.sessionEnded(at, session), machine.sessionEnded(at, session));
            }
            case ElectionMove.Pass(long millis) -> {
                now += millis;
                var at = next();
                compare(naive.timePassed(at), machine.timePassed(at));
            }
            case ElectionMove.Reload _ -> reload();
        }
        compareViews();
    }

    private Stamp next() {
        return new Stamp(++sequence, now);
    }

    private Term term(ElectionName election, boolean stale) {
        return new Term(stale ? sequence + 100 : naive.term(election));
    }

    private TicketId ticket(int back) {
        var tickets = naive.tickets();
        return back < tickets.size() ? tickets.get(tickets.size() - 1 - back) : new TicketId(0);
    }

    private void compare(ElectionCommand command) {
        var at = next();
        var expected = naive.apply(at, command);
        var actual = machine.apply(at, command);
        same(expected, actual, command);
        check(actual);
    }

    private void compare(List<Event> expected, List<Event> actual) {
        same(expected, actual, "events");
        check(new Applied<>(new ElectionResult.Resigned(), actual));
    }

    private void check(Applied<?> step) {
        var queries = machine.queries();
        invariants.check(
                step, ElectionMove.ELECTIONS.stream().map(queries::inspect).toList());
    }

    private void reload() {
        var rows = new Rows();
        machine.save(rows);
        machine = new ElectionMachine();
        machine.load(rows.source(), ElectionPrimitive.ELECTIONS.snapshotVersion());
        var again = new Rows();
        machine.save(again);
        same(rows, again, "rows");
    }

    private void compareViews() {
        var queries = machine.queries();
        for (var election : ElectionMove.ELECTIONS) {
            same(naive.inspect(election), queries.inspect(election), election);
        }
        for (int back = 0; back < TICKETS_LOOKED_AT; back++) {
            var ticket = ticket((int) (back + sequence % 3 * TICKETS_LOOKED_AT));
            same(naive.ticket(ticket), queries.ticket(ticket), ticket);
        }
        for (var session : ElectionMove.SESSIONS) {
            var led = naive.ledBy(session);
            var waits = naive.waitsOf(session);
            same(
                    led,
                    queries.ledBy(session).stream().map(ElectionView::election).toList(),
                    session);
            same(
                    waits,
                    queries.waitsOf(session).stream().map(TicketView::ticket).toList(),
                    session);
            same(!led.isEmpty() || !waits.isEmpty(), machine.uses(session), session);
        }
        same(naive.nextDeadline(), machine.nextDeadline(), "next deadline");
        same(naive.leaderCount(), machine.electionCount(), "leaders");
        same(naive.candidateCount(), machine.candidateCount(), "candidates");
    }

    /** Cheaper than an assertion that builds its message before it knows. */
    private static void same(Object expected, Object actual, Object what) {
        if (!Objects.equals(expected, actual)) {
            assertThat(actual).as("%s", what).isEqualTo(expected);
        }
    }
}
