package io.holdfast.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.membership.MembershipCommand.Leave;
import io.holdfast.testing.Rows;
import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The machine agrees with groups that were written without any cleverness: in results, events and views, after each of
 * many random moves, and after each snapshot. A failure tells its seed and the fewest moves that fail.
 */
class MembershipModelTest {

    private static final int MOVES = 500;
    private static final int CASES = 2_000;
    private static final int CASES_SOAKING = 100_000;

    private static final List<GroupName> GROUPS = List.of(new GroupName("a"), new GroupName("b"));
    private static final List<MemberName> MEMBERS =
            List.of(new MemberName("m1"), new MemberName("m2"), new MemberName("m3"));
    private static final List<SessionId> SESSIONS =
            List.of(new SessionId(0, 1), new SessionId(0, 2), new SessionId(-1, 0));

    private sealed interface Move {

        record Ask(MembershipCommand command) implements Move {}

        record EndSession(SessionId session) implements Move {}

        /** The machine is saved, and a new one loaded. */
        record Reload() implements Move {}
    }

    @Test
    void theMachineAgreesWithTheNaiveGroups() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, draw(new Seeded(seed)), moves -> new Run().play(moves)));
    }

    private static List<Move> draw(Seeded seeded) {
        var moves = new ArrayList<Move>();
        while (moves.size() < MOVES) {
            int dice = seeded.below(100);
            var group = seeded.pick(GROUPS);
            var member = seeded.pick(MEMBERS);
            var session = seeded.pick(SESSIONS);
            if (dice < 60) {
                moves.add(new Move.Ask(new Join(group, member, session, "v" + seeded.below(2))));
            } else if (dice < 88) {
                moves.add(new Move.Ask(new Leave(group, member, session)));
            } else {
                moves.add(dice < 97 ? new Move.EndSession(session) : new Move.Reload());
            }
        }
        return moves;
    }

    private static final class Run {

        private final NaiveGroups naive = new NaiveGroups();
        private final Map<GroupName, GroupView> before = new HashMap<>();
        private MembershipMachine machine = new MembershipMachine();
        private long sequence;

        void play(List<Move> moves) {
            moves.forEach(move -> {
                switch (move) {
                    case Move.Ask(var command) -> {
                        var at = next();
                        same(naive.apply(at, command), machine.apply(at, command), command);
                    }
                    case Move.EndSession(var session) -> {
                        var at = next();
                        same(naive.sessionEnded(at, session), machine.sessionEnded(at, session), session);
                    }
                    case Move.Reload _ -> reload();
                }
                compare();
            });
            reload();
        }

        private Stamp next() {
            return new Stamp(++sequence, sequence * 10);
        }

        private void reload() {
            var rows = new Rows();
            machine.save(rows);
            machine = new MembershipMachine();
            machine.load(rows.source(), MembershipPrimitive.GROUPS.snapshotVersion());
            var again = new Rows();
            machine.save(again);
            same(rows, again, "rows");
        }

        private void compare() {
            var queries = machine.queries();
            for (var group : GROUPS) {
                var view = queries.inspect(group, 0, 100);
                same(naive.inspect(group, 0, 100), view, group);
                long after =
                        view.members().isEmpty() ? 0 : view.members().getFirst().joined();
                same(naive.inspect(group, after, 1), queries.inspect(group, after, 1), group);
                check(view);
            }
            for (var session : SESSIONS) {
                same(naive.of(session), queries.of(session), session);
                same(!naive.of(session).isEmpty(), machine.uses(session), session);
            }
            same(naive.memberCount(), machine.memberCount(), "members");
            same(naive.groupCount(), (long) machine.groupCount(), "groups");
        }

        private void check(GroupView view) {
            var earlier = before.put(view.group(), view);
            long last = 0;
            for (var member : view.members()) {
                claim(member.joined() > last, "INV-2: out of order", view);
                claim(machine.uses(member.session()), "INV-1: a member without its session", view);
                last = member.joined();
            }
            if (earlier != null) {
                boolean changed = !earlier.members().equals(view.members());
                claim(
                        changed ? view.version() > earlier.version() : view.version() == earlier.version(),
                        "INV-3: version and change differ",
                        view);
            }
        }

        private static void claim(boolean holds, String what, GroupView view) {
            if (!holds) {
                throw new AssertionError(what + ": " + view);
            }
        }

        private static void same(Object expected, Object actual, Object what) {
            if (!Objects.equals(expected, actual)) {
                assertThat(actual).as("%s", what).isEqualTo(expected);
            }
        }
    }
}
