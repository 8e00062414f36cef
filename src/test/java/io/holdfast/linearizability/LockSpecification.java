package io.holdfast.linearizability;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Convert;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockInput.Release;
import io.holdfast.linearizability.LockOutput.Granted;
import io.holdfast.linearizability.LockOutput.Lost;
import io.holdfast.linearizability.LockOutput.Refused;
import io.holdfast.linearizability.LockOutput.Released;
import io.holdfast.linearizability.LockOutput.Seen;
import io.holdfast.linearizability.LockOutput.Share;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Locks by name with the modes S, U and X, reentrant for the same owner in any mode that its hold covers, with a fencing
 * token that is greater in each epoch than in all before it. A hold ends only by its release, unless it is a fleeting one
 * that nobody heard of, and changes its mode only when that is asked for.
 */
public final class LockSpecification implements Specification<LockState, LockInput, LockOutput> {

    private final boolean someWait;

    private LockSpecification(boolean someWait) {
        this.someWait = someWait;
    }

    /** For histories in which no acquire waits: a shared hold is then refused only where another holds exclusively. */
    public static LockSpecification withoutWaiting() {
        return new LockSpecification(false);
    }

    /** For histories with waiters: they stand in the way of those who come later. */
    public static LockSpecification withWaiting() {
        return new LockSpecification(true);
    }

    @Override
    public LockState initial() {
        return LockState.NEW;
    }

    @Override
    public Object partition(LockInput input) {
        return input.lock();
    }

    @Override
    public boolean changesNothing(LockInput input, LockOutput output) {
        return output instanceof Refused || output instanceof Lost || output instanceof Seen;
    }

    @Override
    public List<LockState> next(LockState state, LockInput input, @Nullable LockOutput output) {
        return state.withHoldsTakenBack().stream()
                .flatMap(before -> output == null ? unheard(before, input) : heard(before, input, output))
                .distinct()
                .toList();
    }

    private Stream<LockState> heard(LockState state, LockInput input, LockOutput output) {
        return switch (input) {
            case Acquire acquire when output instanceof Granted granted -> granted(state, acquire, granted).stream();
            case Acquire acquire
            when output instanceof Refused -> Stream.of(state).filter(held -> refuses(held, acquire));
            case Convert convert when output instanceof Granted granted -> converted(state, convert, granted).stream();
            case Convert convert
            when output instanceof Refused -> withHold(state, convert).filter(held -> refuses(held, convert));
            case Convert convert
            when output instanceof Lost ->
                Stream.of(state).filter(held -> mayHaveLost(held, convert.owner(), convert.token()));
            case Release release
            when output instanceof Released released -> released(state, release, released).stream();
            case Release release
            when output instanceof Lost ->
                Stream.of(state).filter(held -> mayHaveLost(held, release.owner(), release.token()));
            case Inspect _ when output instanceof Seen seen -> seen(state, seen).stream();
            default -> throw new IllegalArgumentException(output + " is no answer to " + input);
        };
    }

    private static Stream<LockState> unheard(LockState state, LockInput input) {
        return switch (input) {
            case Acquire acquire -> {
                if (!admits(state, acquire)) {
                    yield Stream.of(state);
                }
                var open = state.isFree() ? state.openedUnseen() : state;
                yield Stream.of(open.granted(acquire.owner(), acquire.mode(), acquire.fleeting()));
            }
            case Convert convert ->
                withHold(state, convert).filter(held -> admits(held, convert)).map(held -> {
                    var after = held.converted(convert.owner(), convert.to());
                    return held.beginsEpoch(convert.owner(), convert.to()) ? after.openedUnseen() : after;
                });
            case Release release
            when state.holds(release.owner()) ->
                state.seen(release.token()).stream().map(held -> held.released(release.owner(), release.all()));
            case Release _, Inspect _ -> Stream.of(state);
        };
    }

    private static Optional<LockState> granted(LockState state, Acquire acquire, Granted answer) {
        if (!admits(state, acquire) || answer.holdCount() != state.count(acquire.owner()) + 1) {
            return Optional.empty();
        }
        var open = state.isFree() ? state.opened(answer.token()) : state.seen(answer.token());
        return open.map(held -> held.granted(acquire.owner(), acquire.mode(), false));
    }

    private static boolean admits(LockState state, Acquire acquire) {
        return state.holds(acquire.owner())
                ? state.mode(acquire.owner()).covers(acquire.mode())
                : state.admits(acquire.owner(), acquire.mode());
    }

    private boolean refuses(LockState state, Acquire acquire) {
        return !admits(state, acquire) || (someWait && !state.isFree() && !state.holds(acquire.owner()));
    }

    /** The state in which the hold that is to be converted is there, if it can be. */
    private static Stream<LockState> withHold(LockState state, Convert convert) {
        return state.holds(convert.owner()) ? state.seen(convert.token()).stream() : Stream.empty();
    }

    private static Optional<LockState> converted(LockState state, Convert convert, Granted answer) {
        return withHold(state, convert)
                .filter(held -> admits(held, convert) && answer.holdCount() == held.count(convert.owner()))
                .findFirst()
                .flatMap(held -> {
                    var after = held.converted(convert.owner(), convert.to());
                    return held.beginsEpoch(convert.owner(), convert.to())
                            ? after.opened(answer.token())
                            : after.seen(answer.token());
                });
    }

    private static boolean admits(LockState state, Convert convert) {
        return state.mode(convert.owner()).covers(convert.to()) || state.admits(convert.owner(), convert.to());
    }

    /** Whoever waits to convert holds the lock, so that only where there are others can one of them be in the way. */
    private boolean refuses(LockState state, Convert convert) {
        return !state.mode(convert.owner()).covers(convert.to())
                && (someWait ? state.isHeldByOthers(convert.owner()) : !admits(state, convert));
    }

    private static Optional<LockState> released(LockState state, Release release, Released answer) {
        int left = release.all() ? 0 : state.count(release.owner()) - 1;
        return state.holds(release.owner()) && left == answer.holdCount()
                ? state.seen(release.token()).map(held -> held.released(release.owner(), release.all()))
                : Optional.empty();
    }

    private static boolean mayHaveLost(LockState state, String owner, long token) {
        return !state.holds(owner) || !state.tokenIsKnown() || state.token() != token;
    }

    private static Optional<LockState> seen(LockState state, Seen seen) {
        if (state.isFree() || seen.mode() == null) {
            return Optional.of(state).filter(free -> free.isFree() && seen.mode() == null);
        }
        var holders = new TreeMap<String, Share>();
        state.holders().forEach((owner, hold) -> holders.put(owner, new Share(hold.mode(), hold.count())));
        return holders.equals(seen.holders()) && seen.mode() == strongest(holders)
                ? state.seen(seen.token())
                : Optional.empty();
    }

    private static LockMode strongest(Map<String, Share> holders) {
        return holders.values().stream()
                .map(Share::mode)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
