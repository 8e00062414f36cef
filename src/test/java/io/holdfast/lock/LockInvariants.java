package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the essay in {@link LockMachine} promises, checked after every step on what the machine shows of itself. */
final class LockInvariants {

    private final Map<LockName, LockView> before = new TreeMap<>();
    private final Map<LockName, Long> lastToken = new TreeMap<>();
    private final Set<TicketId> conversions = new HashSet<>();

    /** Checks the step that led to these views, of all locks there are. */
    void check(Stamp at, Applied<LockResult> step, Collection<LockView> views) {
        for (var view : views) {
            noTwoHoldersConflict(view);
            tokensGrow(view);
            before.put(view.lock(), view);
            view.waiters().stream().filter(Waiter::conversion).forEach(waiter -> conversions.add(waiter.ticket()));
        }
        nobodyWasOvertaken(at, step);
        ownersWaitOnce(views);
    }

    /** INV-1. */
    private static void noTwoHoldersConflict(LockView view) {
        var holders = view.holders();
        for (int i = 0; i < holders.size(); i++) {
            for (int j = 0; j < i; j++) {
                var one = holders.get(i).mode();
                var other = holders.get(j).mode();
                boolean together = one == Mode.S ? other != Mode.X : one == Mode.U && other == Mode.S;
                claim(together, "INV-1: holders conflict", view);
            }
        }
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
        if (before.holders().isEmpty()) {
            return false;
        }
        boolean wasExclusive = before.holders().getFirst().mode() == Mode.X;
        boolean isExclusive = now.holders().getFirst().mode() == Mode.X;
        return wasExclusive == isExclusive && (!isExclusive || owners(before).equals(owners(now)));
    }

    private static List<Owner> owners(LockView view) {
        return view.holders().stream().map(Holder::owner).toList();
    }

    /** INV-3. */
    private void nobodyWasOvertaken(Stamp at, Applied<LockResult> step) {
        switch (step.result()) {
            case LockResult.Granted granted
            when granted.holdCount() == 1 -> notOvertaken(granted.lock(), granted.mode(), at.sequence());
            case LockResult.GrantedAll granted ->
                granted.grants().forEach(grant -> notOvertaken(grant.lock(), grant.mode(), at.sequence()));
            default -> {}
        }
        for (Event event : step.events()) {
            if (event instanceof LockEvent.Handed handed) {
                before.get(handed.lock()).holders().stream()
                        .filter(holder -> holder.owner().equals(handed.owner()) && holder.sinceMillis() == at.millis())
                        .filter(holder -> holder.holdCount() == 1 && !isConversion(handed))
                        .forEach(holder -> notOvertaken(
                                handed.lock(), holder.mode(), handed.ticket().value()));
            }
        }
    }

    private boolean isConversion(LockEvent.Handed handed) {
        return conversions.contains(handed.ticket());
    }

    private void notOvertaken(LockName lock, Mode granted, long arrived) {
        var view = before.get(lock);
        for (var waiter : view.waiters()) {
            var waited = waiter.mode(lock);
            boolean together = granted == Mode.S ? waited != Mode.X : granted == Mode.U && waited == Mode.S;
            claim(
                    together
                            || waiter.conversion()
                            || !bars(waiter)
                            || waiter.ticket().value() > arrived,
                    "INV-3: an earlier waiter was overtaken",
                    view);
        }
    }

    private static boolean bars(Waiter waiter) {
        return waiter.terms().strategy() == Terms.Strategy.RESERVE;
    }

    /** INV-5. */
    private static void ownersWaitOnce(Collection<LockView> views) {
        var tickets = new HashMap<Owner, TicketId>();
        for (var view : views) {
            for (var waiter : view.waiters()) {
                var other = tickets.putIfAbsent(waiter.owner(), waiter.ticket());
                claim(other == null || other.equals(waiter.ticket()), "INV-5: an owner waits twice", view);
            }
        }
    }

    private static void claim(boolean holds, String what, LockView view) {
        if (!holds) {
            throw new AssertionError(what + ": " + view);
        }
    }
}
