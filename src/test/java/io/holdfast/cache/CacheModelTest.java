package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The machine agrees with caches that were written without any cleverness: in results, events and views, after each of many
 * random moves. A failure tells its seed and the fewest moves that fail.
 */
class CacheModelTest {

    private static final int MOVES = 500;
    private static final int CASES = 2_000;
    private static final int CASES_SOAKING = 200_000;

    @Test
    void theMachineAgreesWithTheNaiveCaches() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, CacheMove.draw(new Seeded(seed), MOVES), CacheRun::inOneStep));
    }

    /** Then what a purge has ended is met by commands before it is swept, and what is due before time was told to pass. */
    @Test
    void theMachineAgreesWithThemWhileItIsStillSweeping() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .filter(seed -> seed % 2 == 0)
                .forEach(seed -> Shrink.run(seed, CacheMove.draw(new Seeded(seed), MOVES), CacheRun::rowByRow));
    }

    @Test
    void everyKindOfMoveIsDrawn() {
        var kinds = CacheMove.draw(new Seeded(1), 2_000).stream()
                .map(Object::getClass)
                .collect(Collectors.toSet());
        var all = Arrays.stream(CacheMove.class.getPermittedSubclasses()).collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(all);
    }
}
