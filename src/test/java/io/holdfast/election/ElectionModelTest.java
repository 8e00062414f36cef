package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The machine agrees with elections that were written without any cleverness: in results, events and views, after each of
 * many random moves, and after each snapshot. A failure tells its seed and the fewest moves that fail.
 */
class ElectionModelTest {

    private static final int MOVES = 500;
    private static final int CASES = 2_000;
    private static final int CASES_SOAKING = 100_000;

    @Test
    void theMachineAgreesWithTheNaiveElections() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, ElectionMove.draw(new Seeded(seed), MOVES), ElectionRun::play));
    }

    @Test
    void everyKindOfMoveIsDrawn() {
        var kinds = ElectionMove.draw(new Seeded(1), 1_000).stream()
                .<Class<?>>map(ElectionMove::getClass)
                .collect(Collectors.toSet());

        assertThat(kinds).containsExactlyInAnyOrder(ElectionMove.class.getPermittedSubclasses());
    }
}
