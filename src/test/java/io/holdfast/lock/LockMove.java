package io.holdfast.lock;

import io.holdfast.core.SessionId;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** What can be done to locks, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface LockMove {

    List<LockName> LOCKS = List.of(new LockName("a"), new LockName("b"), new LockName("c"));
    List<SessionId> SESSIONS = List.of(new SessionId(0, 1), new SessionId(0, 2), new SessionId(-1, 0));
    List<String> NAMES = List.of("", "x");

    record Ask(LockName lock, Owner owner, Mode mode, long waitMillis, long leaseMillis) implements LockMove {}

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
        if (dice < 45) {
            var mode = seeded.percent(50) ? Mode.S : Mode.X;
            return new Ask(seeded.pick(LOCKS), owner(seeded), mode, some(seeded, 25, 30), some(seeded, 60, 20));
        }
        if (dice < 65) {
            return new GiveBack(
                    seeded.pick(LOCKS), owner(seeded), seeded.percent(70), which(seeded), 1 + seeded.below(2));
        }
        if (dice < 71) {
            return new Lengthen(
                    seeded.pick(LOCKS), owner(seeded), seeded.percent(70), which(seeded), 1 + seeded.below(20));
        }
        if (dice < 80) {
            return new Leave(seeded.below(8), seeded.pick(SESSIONS));
        }
        if (dice < 84) {
            return new EndSession(seeded.pick(SESSIONS));
        }
        return dice < 98 ? new Pass(seeded.between(0, 12)) : new Reload();
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
