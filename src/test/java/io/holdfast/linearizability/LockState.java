package io.holdfast.linearizability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock as far as its clients can know it.
 *
 * <p>A tenure is the time from the lock being free to its being free again; all who hold it in one tenure have one token.
 * {@code token} is that of the tenure if {@code tokenIsKnown}, and otherwise a bound below it: a grant nobody heard of
 * has a token nobody has seen. While the lock is free the next token is above it.
 */
record LockState(long token, boolean tokenIsKnown, @Nullable LockMode mode, Map<String, Hold> holders) {

    static final LockState NEW = new LockState(0, true, null, Map.of());

    /** An unheard hold is a fleeting one of which no client has been told yet. */
    record Hold(int count, boolean unheard) {}

    LockState {
        holders = new TreeMap<>(holders);
    }

    boolean isFree() {
        return holders.isEmpty();
    }

    boolean holds(String owner) {
        return holders.containsKey(owner);
    }

    int count(String owner) {
        var hold = holders.get(owner);
        return hold == null ? 0 : hold.count();
    }

    LockState granted(String owner, LockMode wanted, boolean unheard) {
        var after = new TreeMap<>(holders);
        after.put(owner, new Hold(count(owner) + 1, unheard));
        return new LockState(token, tokenIsKnown, mode == LockMode.X ? mode : wanted, after);
    }

    LockState released(String owner, boolean all) {
        var after = new TreeMap<>(holders);
        if (all || count(owner) <= 1) {
            after.remove(owner);
        } else {
            after.put(owner, new Hold(count(owner) - 1, false));
        }
        return after.isEmpty()
                ? new LockState(token, true, null, after)
                : new LockState(token, tokenIsKnown, mode, after);
    }

    /** The free lock with the token of its next tenure. */
    Optional<LockState> opened(long next) {
        return next > token ? Optional.of(new LockState(next, true, mode, holders)) : Optional.empty();
    }

    /** The free lock about to be held under a token that nobody has seen. */
    LockState openedUnseen() {
        return new LockState(token, false, mode, holders);
    }

    /** The held lock after a client has seen the token of its tenure, if it can be this one. */
    Optional<LockState> seen(long seenToken) {
        if (tokenIsKnown) {
            return seenToken == token ? Optional.of(this) : Optional.empty();
        }
        return seenToken > token ? Optional.of(new LockState(seenToken, true, mode, holders)) : Optional.empty();
    }

    /** This state and all it may have turned into by the loss of holds that nobody heard of. */
    List<LockState> withHoldsTakenBack() {
        List<LockState> states = new ArrayList<>(List.of(this));
        if (holders.values().stream().noneMatch(Hold::unheard)) {
            return states;
        }
        for (int i = 0; i < states.size(); i++) {
            var state = states.get(i);
            state.holders.forEach((owner, hold) -> {
                var without = state.released(owner, true);
                if (hold.unheard() && !states.contains(without)) {
                    states.add(without);
                }
            });
        }
        return states;
    }

    @Override
    public String toString() {
        return isFree()
                ? "free, last token %d".formatted(token)
                : "held %s by %s, token %s%d".formatted(mode, holders, tokenIsKnown ? "" : "above ", token);
    }
}
