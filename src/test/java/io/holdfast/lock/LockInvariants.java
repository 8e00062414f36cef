package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the essay in {@link LockMachine} promises, checked after every step on what the machine shows of itself. */
final class LockInvariants {

    private final Map<LockName, LockView> before = new TreeMap<>();
    private final Map<LockName, Long> lastToken = new TreeMap<>();

    /** Checks the step that led to these views, of all locks there are. */
    void check(Stamp at, Applied<LockResult> step, Collection<LockView> views) {
        for (var view : views) {
            noTwoHoldersConflict(view);
            tokensGrow(view);
            theFirstWaiterConflictsWithAHolder(view);
            before.put(view.lock(), view);
        }
        nobodyWasOvertaken(at, step);
        ownersWaitOnce(views);
    }

    /** INV-1. */
    private static void noTwoHoldersConflict(LockView view) {
        boolean exclusive = view.holders().stream().anyMatch(holder -> holder.mode() == Mode.X);
        claim(!exclusive || view.holders().size() == 1, "INV-1: holders conflict", view);
    }

    /** INV-2. */
    private void tokensGrow(LockView view) {
        if (view.holders().isEmpty()) {
            return;
        }
        long token = view.holders().getFirst().token().value();
        long last = lastToken.getOrDefault(view.lock(), 0L);
        boolean one = view.holders().stream().allMatch(holder -> holder.token().value() == token);
        claim(one, "INV-2: an epoch has several tokens", view);
        claim(token >= last, "INV-2: a token went back", view);
        claim(token > last || goesOn(before.get(view.lock()), view), "INV-2: a token is used again", view);
        lastToken.put(view.lock(), token);
    }

    /** Whether the epoch that is running now is the one that was running before. */
    private static boolean goesOn(LockView before, LockView now) {
        if (now.holders().getFirst().mode() == Mode.S) {
            return !before.holders().isEmpty() && before.holders().getFirst().mode() == Mode.S;
        }
        return owners(before).equals(owners(now));
    }

    private static List<Owner> owners(LockView view) {
        return view.holders().stream().map(Holder::owner).toList();
    }

    /** INV-3. */
    private void nobodyWasOvertaken(Stamp at, Applied<LockResult> step) {
        if (step.result() instanceof LockResult.Granted granted && granted.holdCount() == 1) {
            notOvertaken(granted.lock(), granted.mode(), at.sequence());
        }
        for (Event event : step.events()) {
            if (event instanceof LockEvent.Handed handed) {
                var holders = before.get(handed.lock()).holders();
                holders.stream()
                        .filter(holder -> holder.owner().equals(handed.owner()))
                        .forEach(holder -> notOvertaken(
                                handed.lock(), holder.mode(), handed.ticket().value()));
            }
        }
    }

    private void notOvertaken(LockName lock, Mode granted, long arrived) {
        var view = before.get(lock);
        for (var waiter : view.waiters()) {
            boolean conflict = granted == Mode.X || waiter.mode() == Mode.X;
            claim(!conflict || waiter.ticket().value() > arrived, "INV-3: an earlier waiter was overtaken", view);
        }
    }

    /** INV-4. */
    private static void theFirstWaiterConflictsWithAHolder(LockView view) {
        if (view.waiters().isEmpty()) {
            return;
        }
        var first = view.waiters().getFirst().mode();
        boolean blocked = view.holders().stream().anyMatch(holder -> holder.mode() == Mode.X || first == Mode.X);
        claim(blocked, "INV-4: the first waiter waits for nobody", view);
    }

    /** INV-5. */
    private static void ownersWaitOnce(Collection<LockView> views) {
        var owners = new HashSet<Owner>();
        for (var view : views) {
            view.waiters().forEach(waiter -> claim(owners.add(waiter.owner()), "INV-5: an owner waits twice", view));
        }
    }

    private static void claim(boolean holds, String what, LockView view) {
        if (!holds) {
            throw new AssertionError(what + ": " + view);
        }
    }
}
