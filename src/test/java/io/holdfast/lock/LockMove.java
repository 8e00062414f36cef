package io.holdfast.lock;

import io.holdfast.core.SessionId;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done to locks, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface LockMove {

    List<LockName> LOCKS = List.of(new LockName("a"), new LockName("b"), new LockName("c"));
    List<SessionId> SESSIONS = List.of(new SessionId(0, 1), new SessionId(0, 2), new SessionId(-1, 0));
    List<String> NAMES = List.of("", "x");

    /** What the sessions were opened with: one of them keeps others out for a while, where it says nothing else. */
    static long lockDelayMillis(SessionId session) {
        return session.equals(SESSIONS.getLast()) ? 7 : 0;
    }

    record Ask(List<Want> wants, Owner owner, Terms terms) implements LockMove {}

    record Turn(LockName lock, Owner owner, boolean named, Which token, Mode to, Terms terms) implements LockMove {}

    /** @param back which ticket: 0 is the youngest there ever was */
    record Fetch(int back, SessionId session) implements LockMove {}

    record Demand(LockName lock, long graceMillis, boolean force) implements LockMove {}

    /** @param token null is whatever the token is */
    record Take(
            LockName lock, @Nullable Which token, @Nullable String owner, long delayMillis) implements LockMove {}

    record GiveAllBack(List<LockName> locks, Owner owner, Which token) implements LockMove {}

    /** @param named whether the owner is named, or only its session */
    record GiveBack(LockName lock, Owner owner, boolean named, Which token, int count) implements LockMove {}

    record Lengthen(LockName lock, Owner owner, boolean named, Which token, long leaseMillis) implements LockMove {}

    /** @param back which ticket: 0 is the youngest there ever was */
    record Leave(int back, SessionId session) implements LockMove {}

    record EndSession(SessionId session) implements LockMove {}

    record Pass(long millis) implements LockMove {}

    /** The machine is saved, and a new one loaded. */
    record Reload() implements LockMove {}

    enum Which {
        CURRENT,
        STALE,
        MADE_UP
    }

    static List<LockMove> draw(Seeded seeded, int count) {
        var moves = new ArrayList<LockMove>(count);
        for (int i = 0; i < count; i++) {
            moves.add(draw(seeded));
        }
        return moves;
    }

    private static LockMove draw(Seeded seeded) {
        int dice = seeded.below(100);
        if (dice < 40) {
            return new Ask(wants(seeded), owner(seeded), terms(seeded));
        }
        if (dice < 50) {
            return new Turn(
                    seeded.pick(LOCKS), owner(seeded), seeded.percent(70), which(seeded), mode(seeded), terms(seeded));
        }
        if (dice < 62) {
            return new GiveBack(
                    seeded.pick(LOCKS), owner(seeded), seeded.percent(70), which(seeded), 1 + seeded.below(2));
        }
        if (dice < 66) {
            return new GiveAllBack(wants(seeded).stream().map(Want::lock).toList(), owner(seeded), which(seeded));
        }
        if (dice < 69) {
            return new Lengthen(
                    seeded.pick(LOCKS), owner(seeded), seeded.percent(70), which(seeded), 1 + seeded.below(20));
        }
        if (dice < 74) {
            return new Leave(seeded.below(8), seeded.pick(SESSIONS));
        }
        if (dice < 79) {
            return new Fetch(seeded.below(8), seeded.pick(SESSIONS));
        }
        if (dice < 81) {
            return new Demand(seeded.pick(LOCKS), seeded.below(20), seeded.percent(60));
        }
        if (dice < 83) {
            return new Take(
                    seeded.pick(LOCKS),
                    seeded.percent(50) ? null : which(seeded),
                    seeded.percent(50) ? null : seeded.pick(NAMES),
                    some(seeded, 60, 20));
        }
        if (dice < 85) {
            return new EndSession(seeded.pick(SESSIONS));
        }
        return dice < 98 ? new Pass(seeded.between(0, 12)) : new Reload();
    }

    private static List<Want> wants(Seeded seeded) {
        var wants = new ArrayList<Want>();
        for (var lock : LOCKS) {
            if (seeded.percent(45)) {
                wants.add(new Want(lock, mode(seeded)));
            }
        }
        return wants.isEmpty() || seeded.percent(60)
                ? List.of(new Want(seeded.pick(LOCKS), mode(seeded)))
                : List.copyOf(wants);
    }

    private static Mode mode(Seeded seeded) {
        int dice = seeded.below(10);
        return dice < 4 ? Mode.S : dice < 6 ? Mode.U : Mode.X;
    }

    private static Terms terms(Seeded seeded) {
        return new Terms(
                some(seeded, 20, 40),
                some(seeded, 60, 20),
                some(seeded, 85, 20),
                seeded.percent(60) ? Terms.DELAY_OF_THE_SESSION : some(seeded, 50, 20),
                some(seeded, 50, 15),
                seeded.percent(75) ? Terms.Strategy.RESERVE : Terms.Strategy.SKIP,
                seeded.percent(70) ? 0 : seeded.below(3) - 1,
                seeded.percent(80) ? Terms.VictimPolicy.YOUNGEST : Terms.VictimPolicy.SELF,
                seeded.percent(85) ? Terms.OnDeadlock.FAIL_WAIT : Terms.OnDeadlock.END_SESSION,
                seeded.percent(80) ? "" : "why not");
    }

    /** 0 with that chance, else up to the maximum: so short that much of it ends within one run. */
    private static long some(Seeded seeded, int chanceOfNone, int max) {
        return seeded.percent(chanceOfNone) ? 0 : 1 + seeded.below(max);
    }

    private static Owner owner(Seeded seeded) {
        return new Owner(seeded.pick(SESSIONS), seeded.pick(NAMES));
    }

    private static Which which(Seeded seeded) {
        int dice = seeded.below(10);
        return dice < 7 ? Which.CURRENT : dice < 9 ? Which.STALE : Which.MADE_UP;
    }
}
