package io.holdfast.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockMove.Ask;
import io.holdfast.lock.LockMove.Demand;
import io.holdfast.lock.LockMove.EndSession;
import io.holdfast.lock.LockMove.Fetch;
import io.holdfast.lock.LockMove.GiveAllBack;
import io.holdfast.lock.LockMove.GiveBack;
import io.holdfast.lock.LockMove.Leave;
import io.holdfast.lock.LockMove.Lengthen;
import io.holdfast.lock.LockMove.Pass;
import io.holdfast.lock.LockMove.Reload;
import io.holdfast.lock.LockMove.Take;
import io.holdfast.lock.LockMove.Turn;
import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The machine agrees with locks that were written without any cleverness: in results, events and views, after each of
 * many random moves. A failure tells its seed and the fewest moves that fail.
 */
class LockModelTest {

    private static final int MOVES = 500;
    private static final int CASES = 2_000;
    private static final int CASES_SOAKING = 200_000;

    @Test
    void theMachineAgreesWithTheNaiveLocks() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, LockMove.draw(new Seeded(seed), MOVES), LockRun::play));
    }

    @Test
    void everyKindOfMoveIsDrawn() {
        var kinds = LockMove.draw(new Seeded(1), 1_000).stream()
                .map(LockMove::getClass)
                .collect(Collectors.toSet());

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        Ask.class,
                        Demand.class,
                        Fetch.class,
                        GiveAllBack.class,
                        GiveBack.class,
                        Take.class,
                        Turn.class,
                        Lengthen.class,
                        Leave.class,
                        EndSession.class,
                        Pass.class,
                        Reload.class);
    }
}
