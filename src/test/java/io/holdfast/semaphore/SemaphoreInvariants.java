package io.holdfast.semaphore;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What the essay in {@link SemaphoreMachine} promises, checked after every step on what the machine shows of itself. */
final class SemaphoreInvariants {

    private final Map<SemaphoreName, List<Waiter>> before = new HashMap<>();

    void check(Stamp at, Applied<?> step, Collection<SemaphoreView> views) {
        step.events().forEach(event -> check(at, event, views));
        for (var view : views) {
            theFirstWaiterIsInNeed(view);
            ownersWaitOnce(view);
            for (var waiter : view.waiters()) {
                claim(waiter.permits() <= view.permits(), "INV-6: waits for more than there will be", view);
            }
            for (var holder : view.holders()) {
                claim(holder.claimed() || holder.untilMillis() != Long.MAX_VALUE, "INV-7: no deadline", view);
            }
            before.put(view.semaphore(), view.waiters());
        }
    }

    private void check(Stamp at, Event event, Collection<SemaphoreView> views) {
        if (!(event instanceof SemaphoreEvent.Granted granted)) {
            return;
        }
        var view = views.stream()
                .filter(each -> each.semaphore().equals(granted.semaphore()))
                .findFirst()
                .orElseThrow();
        claim(view.held() <= view.permits(), "INV-1: more is out than there is", view);
        claim(granted.token().value() == at.sequence(), "INV-2: an old token", view);
        long mine = view.holders().stream()
                .filter(holder ->
                        holder.token().equals(granted.token()) && holder.owner().equals(granted.owner()))
                .count();
        claim(mine == 1, "INV-2: granted twice in one step", view);
        long arrived =
                granted.ticket() == null ? at.sequence() : granted.ticket().value();
        for (var waiter : view.waiters()) {
            claim(waiter.ticket().value() > arrived, "INV-3: an earlier waiter was overtaken", view);
        }
        for (var waiter : before.getOrDefault(granted.semaphore(), List.of())) {
            claim(
                    waiter.ticket().value() >= arrived || !view.waiters().contains(waiter),
                    "INV-3: an earlier waiter was overtaken",
                    view);
        }
    }

    private static void theFirstWaiterIsInNeed(SemaphoreView view) {
        boolean inNeed = view.waiters().isEmpty()
                || view.drained()
                || view.waiters().getFirst().permits() > view.available();
        claim(inNeed, "INV-4: the first waiter waits for nothing", view);
    }

    private static void ownersWaitOnce(SemaphoreView view) {
        var owners = new HashSet<Owner>();
        view.waiters().forEach(waiter -> claim(owners.add(waiter.owner()), "INV-5: an owner waits twice", view));
    }

    private static void claim(boolean holds, String what, SemaphoreView view) {
        if (!holds) {
            throw new AssertionError(what + ": " + view);
        }
    }
}
