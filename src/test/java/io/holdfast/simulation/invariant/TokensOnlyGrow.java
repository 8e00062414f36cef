package io.holdfast.simulation.invariant;

import io.holdfast.lock.Holder;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** INV-2 of locks: one token an epoch, greater than all before; an epoch goes on while it is never without a holder. */
public final class TokensOnlyGrow implements Invariant {

    /** The last epoch of a lock, and whether it was still running when we last looked. */
    private record Epoch(long token, Mode mode, List<Owner> owners, boolean running) {}

    private final Map<LockName, Epoch> epochs = new TreeMap<>();

    @Override
    public void happened(Seen seen) {
        epochs.replaceAll((lock, epoch) ->
                seen.lock(lock).holders().isEmpty() ? new Epoch(epoch.token, epoch.mode, List.of(), false) : epoch);
        for (var lock : seen.locks()) {
            if (!lock.holders().isEmpty()) {
                epochs.put(lock.lock(), next(epochs.get(lock.lock()), lock, seen));
            }
        }
    }

    private Epoch next(Epoch last, LockView lock, Seen seen) {
        var first = lock.holders().getFirst();
        long token = first.token().value();
        var owners = lock.holders().stream().map(Holder::owner).toList();
        claim(lock.holders().stream().allMatch(holder -> holder.token().value() == token), "two tokens at once", lock);
        claim(token <= seen.after().sequence(), "a token from the future", lock);
        if (last != null && token <= last.token) {
            claim(token == last.token, "a token went back", lock);
            claim(
                    last.running && isExclusive(last.mode) == isExclusive(first.mode()),
                    "the token of an epoch that was over",
                    lock);
            claim(!isExclusive(first.mode()) || owners.equals(last.owners), "a writer's token for another", lock);
        }
        return new Epoch(token, first.mode(), owners, true);
    }

    private static boolean isExclusive(Mode mode) {
        return mode == Mode.X;
    }
}
