package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Convert;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockOutput.Granted;
import io.holdfast.linearizability.LockOutput.Lost;
import io.holdfast.linearizability.LockOutput.Refused;
import io.holdfast.linearizability.LockOutput.Released;
import io.holdfast.linearizability.LockOutput.Seen;
import io.holdfast.linearizability.Verdict.Linearizable;
import io.holdfast.linearizability.Verdict.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomHistoryTest {

    private static final int CLIENTS = 20;
    private static final List<String> ONE_LOCK = List.of("printer");
    private static final List<String> MANY_LOCKS =
            IntStream.range(0, 50).mapToObj(index -> "lock-" + index).toList();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBigHistoryOfManyLocksIsFoundLinearizableInTime(long seed) {
        var history = SimulatedLocks.history(seed, CLIENTS, MANY_LOCKS, 25_000);

        var startNanos = System.nanoTime();
        var verdict = check(history);

        assertThat(verdict).as("seed %d", seed).isInstanceOf(Linearizable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 13, 15})
    void aCrowdAtOneLockIsFoundLinearizable(long seed) {
        assertThat(check(SimulatedLocks.history(seed, CLIENTS, ONE_LOCK, 600)))
                .as("seed %d", seed)
                .isInstanceOf(Linearizable.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void aTokenThatGoesBackIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.output() instanceof Granted granted && granted.token() > 40,
                (operation, _) -> answered(operation, new Granted(1, 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void aLookThatIsStaleIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.input() instanceof Inspect,
                (operation, before) -> before.stream()
                        .filter(earlier -> earlier.input().equals(operation.input())
                                && earlier.output() instanceof Seen seen
                                && seen.mode() != null
                                && isOver(seen, earlier, operation, before))
                        .findFirst()
                        .map(earlier -> answered(operation, earlier.output()))
                        .orElse(null));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45})
    void aHoldThatWasLostIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.output() instanceof Released,
                (operation, _) -> answered(operation, new Lost()));
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55})
    void aGrantToASecondHolderIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.input() instanceof Acquire acquire
                        && acquire.mode() == LockMode.X
                        && operation.output() instanceof Refused,
                (operation, _) -> answered(operation, new Granted(1_000_000, 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65})
    void aConversionAgainstAnotherHolderIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.input() instanceof Convert && operation.output() instanceof Refused,
                (operation, _) -> answered(operation, new Granted(1_000_000, 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74, 75})
    void exclusiveHoldingUnderAnOldTokenIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.input() instanceof Convert convert
                        && operation.output() instanceof Granted granted
                        && granted.token() != convert.token(),
                (operation, _) ->
                        operation.input() instanceof Convert convert && operation.output() instanceof Granted granted
                                ? answered(operation, new Granted(convert.token(), granted.holdCount()))
                                : null);
    }

    @ParameterizedTest
    @ValueSource(longs = {81, 82, 83, 84, 85})
    void aConversionThatDidNotHappenIsFound(long seed) {
        assertEachMutationIsFound(
                seed,
                operation -> operation.input() instanceof Convert convert
                        && convert.to() != LockMode.X
                        && operation.output() instanceof Granted granted
                        && granted.token() != convert.token(),
                (operation, _) -> answered(operation, new Refused()));
    }

    private interface Mutation {
        @Nullable
        Operation<LockInput, LockOutput> of(
                Operation<LockInput, LockOutput> operation, List<Operation<LockInput, LockOutput>> before);
    }

    /** One wrong answer among many right ones is enough; several places are tried in each history. */
    private static void assertEachMutationIsFound(
            long seed, Predicate<Operation<LockInput, LockOutput>> victim, Mutation mutation) {
        var random = new SplittableRandom(seed);
        var history = SimulatedLocks.history(seed, CLIENTS, MANY_LOCKS.subList(0, 8), 2_000);
        assertThat(check(history)).isInstanceOf(Linearizable.class);
        Map<Integer, Operation<LockInput, LockOutput>> mutations = new LinkedHashMap<>();
        for (int tries = 0; tries < 10_000 && mutations.size() < 5; tries++) {
            int index = random.nextInt(history.size());
            var operation = history.get(index);
            var mutated = operation.isKnown() && victim.test(operation)
                    ? mutation.of(operation, history.subList(0, index))
                    : null;
            if (mutated != null) {
                mutations.put(index, mutated);
            }
        }

        assertThat(mutations).as("seed %d", seed).hasSize(5);
        mutations.forEach((index, mutated) -> {
            var wrong = new ArrayList<>(history);
            wrong.set(index, mutated);
            assertThat(check(wrong))
                    .as("seed %d, operation %d is now %s", seed, index, mutated)
                    .isInstanceOf(Violation.class);
        });
    }

    /** Whether it is certain that what was seen then is no longer so: a later tenure has been granted and heard of since. */
    private static boolean isOver(
            Seen seen,
            Operation<LockInput, LockOutput> then,
            Operation<LockInput, LockOutput> now,
            List<Operation<LockInput, LockOutput>> before) {
        return before.stream()
                .anyMatch(other -> other.input().lock().equals(then.input().lock())
                        && other.output() instanceof Granted granted
                        && granted.token() > seen.token()
                        && other.completedNanos() < now.invokedNanos());
    }

    private static Operation<LockInput, LockOutput> answered(
            Operation<LockInput, LockOutput> operation, @Nullable LockOutput output) {
        return new Operation<>(
                operation.client(), operation.input(), output, operation.invokedNanos(), operation.completedNanos());
    }

    private static Verdict check(List<Operation<LockInput, LockOutput>> history) {
        return new LinearizabilityChecker<>(LockSpecification.withoutWaiting()).check(history);
    }
}
