package io.holdfast.simulation.invariant;

import io.holdfast.semaphore.Owner;
import io.holdfast.semaphore.SemaphoreEvent.Granted;
import io.holdfast.semaphore.SemaphoreView;
import java.util.HashSet;

/** INV-3 to INV-6 of semaphores: first come, first served; nobody waits for nothing, twice, or for more than there will be. */
public final class PermitsGoByTurns implements Invariant {

    @Override
    public void happened(Seen seen) {
        seen.scene().semaphores().forEach(this::check);
        for (var event : seen.step().events()) {
            if (event instanceof Granted granted) {
                long arrived = granted.ticket() == null
                        ? granted.token().value()
                        : granted.ticket().value();
                seen.scene().semaphores().stream()
                        .filter(view -> view.semaphore().equals(granted.semaphore()))
                        .flatMap(view -> view.waiters().stream())
                        .forEach(waiter -> claim(
                                waiter.ticket().value() > arrived, "an earlier waiter was overtaken", granted, waiter));
            }
        }
    }

    private void check(SemaphoreView view) {
        var owners = new HashSet<Owner>();
        for (var waiter : view.waiters()) {
            claim(owners.add(waiter.owner()), "an owner waits twice", view);
            claim(waiter.permits() <= view.permits(), "somebody waits for more than there will be", view);
        }
        boolean inNeed = view.waiters().isEmpty()
                || view.drained()
                || view.waiters().getFirst().permits() > view.available();
        claim(inNeed, "the first waiter waits for nothing", view);
    }
}
