package io.holdfast.simulation.invariant;

import io.holdfast.lock.Mode;

/** INV-1 of locks: whoever writes is alone. */
public final class NoConflictingHolders implements Invariant {

    @Override
    public void happened(Seen seen) {
        for (var lock : seen.locks()) {
            boolean writer = lock.holders().stream().anyMatch(holder -> holder.mode() == Mode.X);
            claim(!writer || lock.holders().size() == 1, "a writer is not alone", lock);
            long updaters = lock.holders().stream()
                    .filter(holder -> holder.mode() == Mode.U)
                    .count();
            claim(updaters <= 1, "two will want to write", lock);
        }
    }
}
