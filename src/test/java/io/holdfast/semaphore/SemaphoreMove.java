package io.holdfast.semaphore;

import io.holdfast.core.SessionId;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** What can be done to semaphores, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface SemaphoreMove {

    List<SemaphoreName> SEMAPHORES = List.of(new SemaphoreName("a"), new SemaphoreName("b"));
    List<SessionId> SESSIONS = List.of(new SessionId(0, 1), new SessionId(0, 2), new SessionId(-1, 0));
    List<String> NAMES = List.of("", "x");

    record Size(SemaphoreName semaphore, int permits) implements SemaphoreMove {}

    record Stop(SemaphoreName semaphore) implements SemaphoreMove {}

    record GoOn(SemaphoreName semaphore) implements SemaphoreMove {}

    record Forget(SemaphoreName semaphore) implements SemaphoreMove {}

    record Ask(SemaphoreName semaphore, Owner owner, int permits, long waitMillis, long leaseMillis, long claimMillis)
            implements SemaphoreMove {}

    /** @param stale whether the token is one that never was */
    record GiveBack(SemaphoreName semaphore, Owner owner, boolean named, boolean stale, int permits)
            implements SemaphoreMove {}

    record Lengthen(SemaphoreName semaphore, Owner owner, boolean named, boolean stale, long leaseMillis)
            implements SemaphoreMove {}

    /** @param back which ticket: 0 is the youngest there ever was */
    record Leave(int back, SessionId session) implements SemaphoreMove {}

    record Take(int back, SessionId session) implements SemaphoreMove {}

    record EndSession(SessionId session) implements SemaphoreMove {}

    record Pass(long millis) implements SemaphoreMove {}

    /** The machine is saved, and a new one loaded. */
    record Reload() implements SemaphoreMove {}

    static List<SemaphoreMove> draw(Seeded seeded, int count) {
        var moves = new ArrayList<SemaphoreMove>(count);
        SEMAPHORES.forEach(name -> moves.add(new Size(name, 3)));
        while (moves.size() < count) {
            moves.add(draw(seeded));
        }
        return moves;
    }

    private static SemaphoreMove draw(Seeded seeded) {
        int dice = seeded.below(100);
        var name = seeded.pick(SEMAPHORES);
        if (dice < 38) {
            return new Ask(
                    name,
                    owner(seeded),
                    1 + seeded.below(4),
                    some(seeded, 25, 5_000),
                    some(seeded, 60, 4_000),
                    1_000 + seeded.below(1_500));
        }
        if (dice < 56) {
            return new GiveBack(name, owner(seeded), seeded.percent(60), seeded.percent(10), 1 + seeded.below(4));
        }
        if (dice < 61) {
            return new Lengthen(name, owner(seeded), seeded.percent(60), seeded.percent(10), 1 + seeded.below(4_000));
        }
        if (dice < 73) {
            return new Take(seeded.below(6), seeded.pick(SESSIONS));
        }
        if (dice < 79) {
            return new Leave(seeded.below(6), seeded.pick(SESSIONS));
        }
        return seldom(seeded, dice, name);
    }

    private static SemaphoreMove seldom(Seeded seeded, int dice, SemaphoreName name) {
        if (dice < 81) {
            return new EndSession(seeded.pick(SESSIONS));
        }
        if (dice < 92) {
            return new Pass(seeded.between(0, 1_500));
        }
        if (dice < 95) {
            return new Size(name, 1 + seeded.below(5));
        }
        if (dice < 96) {
            return new Stop(name);
        }
        if (dice < 98) {
            return new GoOn(name);
        }
        return dice < 99 ? new Forget(name) : new Reload();
    }

    /** 0 with that chance, else up to the maximum: so short that much of it ends within one run. */
    private static long some(Seeded seeded, int chanceOfNone, int max) {
        return seeded.percent(chanceOfNone) ? 0 : 1 + seeded.below(max);
    }

    private static Owner owner(Seeded seeded) {
        return new Owner(seeded.pick(SESSIONS), seeded.pick(NAMES));
    }
}
