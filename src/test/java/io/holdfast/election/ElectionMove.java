package io.holdfast.election;

import io.holdfast.core.SessionId;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** What can be done to elections, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface ElectionMove {

    List<ElectionName> ELECTIONS = List.of(new ElectionName("a"), new ElectionName("b"));
    List<SessionId> SESSIONS = List.of(new SessionId(0, 1), new SessionId(0, 2), new SessionId(-1, 0));
    List<String> NAMES = List.of("x", "y");

    record Run(
            ElectionName election, Candidate candidate, String value, int priority, long waitMillis, long claimMillis)
            implements ElectionMove {}

    /** @param stale whether the term is one that never was */
    record Say(ElectionName election, SessionId session, boolean stale, String value) implements ElectionMove {}

    record StepDown(ElectionName election, SessionId session, boolean stale) implements ElectionMove {}

    record HandOver(ElectionName election, SessionId session, boolean stale, String to) implements ElectionMove {}

    /** @param back which ticket: 0 is the youngest there ever was */
    record Leave(int back, SessionId session) implements ElectionMove {}

    record Take(int back, SessionId session) implements ElectionMove {}

    record EndSession(SessionId session) implements ElectionMove {}

    record Pass(long millis) implements ElectionMove {}

    /** The machine is saved, and a new one loaded. */
    record Reload() implements ElectionMove {}

    static List<ElectionMove> draw(Seeded seeded, int count) {
        var moves = new ArrayList<ElectionMove>(count);
        while (moves.size() < count) {
            moves.add(draw(seeded));
        }
        return moves;
    }

    private static ElectionMove draw(Seeded seeded) {
        int dice = seeded.below(100);
        var name = seeded.pick(ELECTIONS);
        var session = seeded.pick(SESSIONS);
        boolean stale = seeded.percent(10);
        if (dice < 40) {
            return new Run(
                    name,
                    new Candidate(session, seeded.pick(NAMES)),
                    seeded.pick(NAMES),
                    seeded.below(3) - 1,
                    seeded.percent(15) ? 0 : 1 + seeded.below(6_000),
                    1_000 + seeded.below(1_500));
        }
        if (dice < 46) {
            return new Say(name, session, stale, seeded.pick(NAMES));
        }
        if (dice < 54) {
            return new StepDown(name, session, stale);
        }
        if (dice < 61) {
            return new HandOver(name, session, stale, seeded.pick(NAMES));
        }
        if (dice < 76) {
            return new Take(seeded.below(6), session);
        }
        if (dice < 83) {
            return new Leave(seeded.below(6), session);
        }
        if (dice < 86) {
            return new EndSession(session);
        }
        return dice < 98 ? new Pass(seeded.between(0, 1_500)) : new Reload();
    }
}
