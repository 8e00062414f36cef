package io.holdfast.simulation.invariant;

import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;

/** INV-3 and INV-4 of locks: who came first is served first, and nobody waits for nothing. */
public final class NobodyIsOvertaken implements Invariant {

    @Override
    public void happened(Seen seen) {
        seen.locks().forEach(this::theFirstWaitsForSomebody);
        for (int place = 0; place < seen.step().outcomes().size(); place++) {
            var outcome = seen.step().outcomes().get(place);
            if (!outcome.replayed() && outcome.result() instanceof Granted granted && granted.holdCount() == 1) {
                overtookNobody(seen, granted.lock(), granted.mode(), seen.sequenceOf(place));
            }
        }
        for (var event : seen.step().events()) {
            if (event instanceof Handed handed) {
                seen.lock(handed.lock()).holders().stream()
                        .filter(holder -> holder.owner().equals(handed.owner())
                                && holder.token().equals(handed.token()))
                        .forEach(holder -> overtookNobody(
                                seen,
                                handed.lock(),
                                holder.mode(),
                                handed.ticket().value()));
            }
        }
    }

    private void theFirstWaitsForSomebody(LockView lock) {
        if (!lock.waiters().isEmpty()) {
            var first = lock.waiters().getFirst().mode();
            boolean blocked = lock.holders().stream().anyMatch(holder -> conflict(holder.mode(), first));
            claim(blocked, "the first waiter waits for nobody", lock);
        }
    }

    private void overtookNobody(Seen seen, LockName name, Mode granted, long arrived) {
        var lock = seen.lock(name);
        boolean overtook = lock.waiters().stream()
                .anyMatch(waiter -> waiter.ticket().value() < arrived && conflict(waiter.mode(), granted));
        claim(!overtook, "an earlier waiter was overtaken", arrived, lock);
    }

    private static boolean conflict(Mode one, Mode other) {
        return one == Mode.X || other == Mode.X;
    }
}
