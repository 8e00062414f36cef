package io.holdfast.linearizability;

import io.holdfast.linearizability.CounterExample.Placed;
import io.holdfast.linearizability.Verdict.Linearizable;
import io.holdfast.linearizability.Verdict.Undecided;
import io.holdfast.linearizability.Verdict.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The search for an order of the operations on one object, depth first with an explicit stack.
 *
 * <p>An operation may come next if no other one that is still to be placed was completed before it was invoked. Known
 * operations have to be placed all, unknown ones only where they help; those come last among the candidates, as most of
 * them are never needed. A configuration is the set of the known operations placed together with the state: coming to one a
 * second time, with no more unknown operations left than at the first visit, cannot succeed where that has failed.
 */
final class Search<S, I, O> {

    private static final int STEPS_PER_LOOK_AT_THE_CLOCK = 256;

    private final Specification<S, I, O> specification;
    private final Object partition;
    private final List<Operation<I, O>> known;
    private final List<Operation<I, O>> unknown;

    /** Known operations still to be placed, in the order of invocation: a linked list in arrays, closed by a sentinel. */
    private final int[] following;

    private final int[] preceding;
    private final BitSet placedKnown = new BitSet();
    private final BitSet placedUnknown = new BitSet();
    private final Map<Configuration, List<BitSet>> visited = new HashMap<>();
    private final Deque<Frame<S>> path = new ArrayDeque<>();
    private long steps;
    private int placedMost = -1;
    private @Nullable CounterExample counterExample;

    Search(Specification<S, I, O> specification, Object partition, List<Operation<I, O>> operations) {
        this.specification = specification;
        this.partition = partition;
        var ordered = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invokedNanos))
                .toList();
        this.known = ordered.stream().filter(Operation::isKnown).toList();
        this.unknown =
                ordered.stream().filter(operation -> !operation.isKnown()).toList();
        int sentinel = known.size();
        this.following = new int[sentinel + 1];
        this.preceding = new int[sentinel + 1];
        Arrays.setAll(following, index -> index == sentinel ? 0 : index + 1);
        Arrays.setAll(preceding, index -> index == 0 ? sentinel : index - 1);
    }

    Verdict run(long stepsMax, long deadlineNanos) {
        path.push(new Frame<>(specification.initial(), moves(specification.initial())));
        while (placedKnown.cardinality() < known.size()) {
            var here = path.peek();
            if (here == null) {
                return new Violation(counterExample());
            }
            if (++steps > stepsMax || isLate(deadlineNanos)) {
                return new Undecided(partition, known.size() + unknown.size(), steps);
            }
            if (here.isExhausted()) {
                noteDeadEnd(here);
                path.pop();
                takeBack(path.peek());
            } else {
                advance(here.nextMove());
            }
        }
        return new Linearizable(1, known.size() + unknown.size(), steps);
    }

    private boolean isLate(long deadlineNanos) {
        return steps % STEPS_PER_LOOK_AT_THE_CLOCK == 0 && System.nanoTime() - deadlineNanos > 0;
    }

    private void advance(Move<S> move) {
        place(move.operation());
        if (isNew(move.after())) {
            path.push(new Frame<>(move.after(), moves(move.after())));
        } else {
            takeBack(path.peek());
        }
    }

    private List<Move<S>> moves(S state) {
        List<Move<S>> moves = new ArrayList<>();
        for (int index : candidates()) {
            var operation = operation(index);
            var states = specification.next(state, operation.input(), operation.output());
            if (operation.output() != null
                    && specification.changesNothing(operation.input(), operation.output())
                    && states.contains(state)) {
                return List.of(new Move<>(index, state));
            }
            for (S after : states) {
                if (operation.isKnown() || !after.equals(state)) {
                    moves.add(new Move<>(index, after));
                }
            }
        }
        return moves;
    }

    /** Known operations by their index, then unknown ones, counted on from the last known one. */
    private List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        int sentinel = known.size();
        long firstCompletion = Operation.NEVER;
        for (int index = following[sentinel]; index != sentinel; index = following[index]) {
            if (known.get(index).invokedNanos() > firstCompletion) {
                break;
            }
            candidates.add(index);
            firstCompletion = Math.min(firstCompletion, known.get(index).completedNanos());
        }
        long bound = firstCompletion;
        candidates.removeIf(index -> known.get(index).invokedNanos() > bound);
        for (int index = 0; index < unknown.size(); index++) {
            if (!placedUnknown.get(index) && unknown.get(index).invokedNanos() <= bound) {
                candidates.add(known.size() + index);
            }
        }
        return candidates;
    }

    private Operation<I, O> operation(int index) {
        return index < known.size() ? known.get(index) : unknown.get(index - known.size());
    }

    private void place(int index) {
        if (index < known.size()) {
            placedKnown.set(index);
            following[preceding[index]] = following[index];
            preceding[following[index]] = preceding[index];
        } else {
            placedUnknown.set(index - known.size());
        }
    }

    /** Undoes the move taken last from a frame, in the reverse order of placing, as the links need. */
    private void takeBack(@Nullable Frame<S> frame) {
        if (frame == null) {
            return;
        }
        int index = frame.lastMove().operation();
        if (index < known.size()) {
            placedKnown.clear(index);
            following[preceding[index]] = index;
            preceding[following[index]] = index;
        } else {
            placedUnknown.clear(index - known.size());
        }
    }

    /** Having been here with fewer unknown operations used up is as good as having been here. */
    private boolean isNew(S state) {
        int firstMissing = placedKnown.nextClearBit(0);
        var window = placedKnown.get(firstMissing, Math.max(firstMissing, placedKnown.length()));
        var earlier = visited.computeIfAbsent(new Configuration(firstMissing, window, state), _ -> new ArrayList<>(1));
        if (earlier.stream().anyMatch(this::isWithinPlacedUnknown)) {
            return false;
        }
        earlier.add((BitSet) placedUnknown.clone());
        return true;
    }

    private boolean isWithinPlacedUnknown(BitSet others) {
        for (int index = others.nextSetBit(0); index >= 0; index = others.nextSetBit(index + 1)) {
            if (!placedUnknown.get(index)) {
                return false;
            }
        }
        return true;
    }

    private void noteDeadEnd(Frame<S> deadEnd) {
        int placed = placedKnown.cardinality();
        if (placed <= placedMost) {
            return;
        }
        placedMost = placed;
        List<Placed> prefix = new ArrayList<>();
        var frames = path.descendingIterator();
        var before = frames.next();
        while (frames.hasNext()) {
            var after = frames.next();
            prefix.add(new Placed(operation(before.lastMove().operation()), after.state));
            before = after;
        }
        counterExample = new CounterExample(
                partition,
                known.size() + unknown.size(),
                prefix,
                deadEnd.state,
                candidates().stream().map(this::operation).toList());
    }

    private CounterExample counterExample() {
        if (counterExample == null) {
            throw new IllegalStateException("a search cannot end without a dead end");
        }
        return counterExample;
    }

    private record Move<S>(int operation, S after) {}

    private record Configuration(int firstMissing, BitSet window, Object state) {}

    private static final class Frame<S> {

        private final S state;
        private final List<Move<S>> moves;
        private int cursor;

        Frame(S state, List<Move<S>> moves) {
            this.state = state;
            this.moves = moves;
        }

        boolean isExhausted() {
            return cursor == moves.size();
        }

        Move<S> nextMove() {
            return moves.get(cursor++);
        }

        Move<S> lastMove() {
            return moves.get(cursor - 1);
        }
    }
}
