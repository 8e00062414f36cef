package io.holdfast.linearizability;

import static io.holdfast.linearizability.LockMode.X;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A lock as far as its clients can know it.
 *
 * <p>An epoch begins when a free lock is taken, and when a conversion begins or ends exclusive holding; all who hold the
 * lock in one epoch have one token. {@code token} is that of the epoch if {@code tokenIsKnown}, and otherwise a bound
 * below it: a grant nobody heard of has a token nobody has seen. While the lock is free the next token is above it.
 */
record LockState(long token, boolean tokenIsKnown, Map<String, Hold> holders) {

    static final LockState NEW = new LockState(0, true, Map.of());

    /** An unheard hold is a fleeting one of which no client has been told yet. */
    record Hold(LockMode mode, int count, boolean unheard) {}

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

    /** Whether no holder but the owner itself is in the way of this mode. */
    boolean admits(String owner, LockMode mode) {
        return holders.entrySet().stream()
                .allMatch(holder -> holder.getKey().equals(owner)
                        || mode.agreesWith(holder.getValue().mode()));
    }

    boolean isHeldByOthers(String owner) {
        return holders.size() > (holds(owner) ? 1 : 0);
    }

    LockMode mode(String owner) {
        return held(owner).mode();
    }

    LockState granted(String owner, LockMode wanted, boolean unheard) {
        return with(owner, new Hold(holds(owner) ? mode(owner) : wanted, count(owner) + 1, unheard));
    }

    LockState released(String owner, boolean all) {
        if (!all && count(owner) > 1) {
            return with(owner, new Hold(mode(owner), count(owner) - 1, false));
        }
        var after = new TreeMap<>(holders);
        after.remove(owner);
        return new LockState(token, tokenIsKnown || after.isEmpty(), after);
    }

    /** Whether the conversion of a hold brings a new token. */
    boolean beginsEpoch(String owner, LockMode to) {
        return mode(owner) != to && (mode(owner) == X || to == X);
    }

    LockState converted(String owner, LockMode to) {
        return with(owner, new Hold(to, count(owner), false));
    }

    private Hold held(String owner) {
        return Objects.requireNonNull(holders.get(owner));
    }

    private LockState with(String owner, Hold hold) {
        var after = new TreeMap<>(holders);
        after.put(owner, hold);
        return new LockState(token, tokenIsKnown, after);
    }

    /** The lock with the token of its next epoch. */
    Optional<LockState> opened(long next) {
        return next > token ? Optional.of(new LockState(next, true, holders)) : Optional.empty();
    }

    /** The lock in its next epoch, under a token that nobody has seen. */
    LockState openedUnseen() {
        return new LockState(token, false, holders);
    }

    /** The held lock after a client has seen the token of its epoch, if it can be this one. */
    Optional<LockState> seen(long seenToken) {
        if (tokenIsKnown) {
            return seenToken == token ? Optional.of(this) : Optional.empty();
        }
        return seenToken > token ? Optional.of(new LockState(seenToken, true, holders)) : Optional.empty();
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
                : "held by %s, token %s%d".formatted(holders, tokenIsKnown ? "" : "above ", token);
    }
}
