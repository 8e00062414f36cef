package io.holdfast.simulation.invariant;

import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Terms;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.Waiter;
import java.util.HashSet;
import java.util.Set;

/** INV-3 and INV-4 of locks: who came first is served first, and nobody waits for nothing. */
public final class NobodyIsOvertaken implements Invariant {

    private final Set<TicketId> conversions = new HashSet<>();

    @Override
    public void happened(Seen seen) {
        for (var lock : seen.locks()) {
            lock.waiters().stream().filter(Waiter::conversion).forEach(waiter -> conversions.add(waiter.ticket()));
        }
        seen.locks().forEach(this::theFirstWaitsForSomebody);
        for (int place = 0; place < seen.step().outcomes().size(); place++) {
            var outcome = seen.step().outcomes().get(place);
            if (!outcome.replayed() && outcome.result() instanceof Granted granted && granted.holdCount() == 1) {
                overtookNobody(seen, granted.lock(), granted.mode(), seen.sequenceOf(place));
            }
        }
        for (var event : seen.step().events()) {
            if (event instanceof Handed handed && !isConversion(seen, handed)) {
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
            var first = lock.waiters().getFirst();
            var wanted = first.mode(lock.lock());
            boolean blocked = lock.holders().stream()
                    .anyMatch(holder -> !holder.owner().equals(first.owner()) && conflict(holder.mode(), wanted));
            boolean elsewhere = first.wants().size() > 1 || lock.shutUntilMillis() > 0;
            claim(blocked || elsewhere, "the first waiter waits for nobody", lock);
        }
    }

    private void overtookNobody(Seen seen, LockName name, Mode granted, long arrived) {
        var lock = seen.lock(name);
        boolean overtook = lock.waiters().stream()
                .anyMatch(waiter -> waiter.ticket().value() < arrived
                        && !waiter.conversion()
                        && waiter.terms().strategy() == Terms.Strategy.RESERVE
                        && conflict(waiter.mode(name), granted));
        claim(!overtook, "an earlier waiter was overtaken", arrived, lock);
    }

    /** A conversion comes before all others; the holder has held since before it asked. */
    private boolean isConversion(Seen seen, Handed handed) {
        return conversions.contains(handed.ticket())
                || seen.entry().requests().stream()
                        .anyMatch(request -> request.command() instanceof Convert convert
                                && convert.session().equals(handed.session()));
    }

    private static boolean conflict(Mode one, Mode other) {
        return one == Mode.X || other == Mode.X || (one == Mode.U && other == Mode.U);
    }
}
