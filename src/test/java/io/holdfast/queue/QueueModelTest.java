package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The machine agrees with shards that were written without any cleverness: in results, events and views, after each of many
 * random moves. A failure tells its seed and the fewest moves that fail.
 */
class QueueModelTest {

    private static final int MOVES = 250;
    private static final int CASES = 2_000;
    private static final int CASES_SOAKING = 200_000;

    @Test
    void theMachineAgreesWithTheNaiveShards() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, QueueMove.draw(new Seeded(seed), MOVES), QueueRun::play));
    }

    @Test
    void everyKindOfMoveIsDrawn() {
        var kinds = QueueMove.draw(new Seeded(1), 2_000).stream()
                .map(Object::getClass)
                .collect(Collectors.toSet());
        var all = Arrays.stream(QueueMove.class.getPermittedSubclasses()).collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(all);
    }
}
