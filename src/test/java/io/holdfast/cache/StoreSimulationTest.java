package io.holdfast.cache;

import static io.holdfast.cache.StoreRule.CLEAN_NAMES_LIFE;
import static io.holdfast.cache.StoreRule.DELETES_LEAVE_A_MARK;
import static io.holdfast.cache.StoreRule.STORE_TAKES_ONLY_NEWER;
import static io.holdfast.cache.StoreRule.WRITES_NAME_THE_STEP;
import static io.holdfast.cache.StoreRule.WRITES_NAME_THE_TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.cache.StoreGround.Assumption;
import io.holdfast.testing.Seeded;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreSimulationTest {

    private static final int SEEDS = 3_000;
    private static final int SEEDS_SOAKING = 300_000;
    private static final int SEEDS_WITHOUT_A_RULE = 50_000;
    private static final int STEPS = 300;

    /** Left out, these do no harm as long as an attempt to write says what step it shows: they would be needed without that. */
    private static final Set<StoreRule> SPARE =
            EnumSet.of(WRITES_NAME_THE_TERM, STORE_TAKES_ONLY_NEWER, DELETES_LEAVE_A_MARK);

    /** So rarely missed, since a false mark mostly gives it away, that {@link StoringTest} has to tell. */
    private static final Set<StoreRule> RARE = EnumSet.of(CLEAN_NAMES_LIFE);

    @Test
    void nothingIsLostAndNothingIsStaleWhateverFails() {
        Seeded.seeds(SEEDS, SEEDS_SOAKING).forEach(seed -> holds(seed, StoreGround.WHOLE));
    }

    private static void holds(long seed, StoreGround ground) {
        assertThatCode(() -> StoreSimulation.run(seed, STEPS, ground))
                .as("seed " + seed)
                .doesNotThrowAnyException();
    }

    static Stream<StoreRule> needed() {
        return EnumSet.allOf(StoreRule.class).stream().filter(rule -> !SPARE.contains(rule) && !RARE.contains(rule));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutTheRuleSomeSeedBreaksIt(StoreRule rule) {
        breaks(StoreGround.without(rule));
    }

    private static void breaks(StoreGround ground) {
        var broken = "";
        for (long seed = 1; seed <= SEEDS_WITHOUT_A_RULE && broken.isEmpty(); seed++) {
            try {
                StoreSimulation.run(seed, STEPS, ground);
            } catch (StoreSimulation.Broken e) {
                broken = "seed " + seed + ": " + e.getMessage();
            }
        }

        assertThat(broken).as(ground.toString()).isNotEmpty();
    }

    @Test
    void theStepAloneKeepsLateWritesOut() {
        var ground = StoreGround.without(WRITES_NAME_THE_TERM, STORE_TAKES_ONLY_NEWER, DELETES_LEAVE_A_MARK);

        Seeded.seeds(SEEDS, SEEDS_SOAKING).forEach(seed -> holds(seed, ground));
    }

    @Test
    void whatWasDeletedDoesToo_ifItIsRememberedForLongEnough() {
        var ground = StoreGround.without(WRITES_NAME_THE_STEP, WRITES_NAME_THE_TERM)
                .assuming(Assumption.TOMBSTONES_OUTLIVE_ATTEMPTS);

        Seeded.seeds(SEEDS, SEEDS_SOAKING).forEach(seed -> holds(seed, ground));
    }

    @Test
    void theTermDoesToo_ifNoLeaderOvertakesItself() {
        var ground = StoreGround.without(WRITES_NAME_THE_STEP).assuming(Assumption.LEADERS_SEND_IN_ORDER);

        Seeded.seeds(SEEDS, SEEDS_SOAKING).forEach(seed -> holds(seed, ground));
    }

    /** What would be needed if attempts did not say what step they show. */
    static Stream<StoreGround> neededThen() {
        return Stream.of(
                StoreGround.without(WRITES_NAME_THE_STEP, WRITES_NAME_THE_TERM),
                StoreGround.without(WRITES_NAME_THE_STEP, WRITES_NAME_THE_TERM, STORE_TAKES_ONLY_NEWER)
                        .assuming(Assumption.TOMBSTONES_OUTLIVE_ATTEMPTS),
                StoreGround.without(WRITES_NAME_THE_STEP, WRITES_NAME_THE_TERM, DELETES_LEAVE_A_MARK)
                        .assuming(Assumption.TOMBSTONES_OUTLIVE_ATTEMPTS),
                StoreGround.without(WRITES_NAME_THE_STEP, WRITES_NAME_THE_TERM)
                        .assuming(Assumption.LEADERS_SEND_IN_ORDER));
    }

    @ParameterizedTest
    @MethodSource("neededThen")
    void withoutItSomeSeedBreaksIt(StoreGround ground) {
        breaks(ground);
    }
}
