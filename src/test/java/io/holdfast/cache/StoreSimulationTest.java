package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.testing.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreSimulationTest {

    private static final int SEEDS = 3_000;
    private static final int SEEDS_SOAKING = 300_000;
    private static final int SEEDS_WITHOUT_A_RULE = 20_000;
    private static final int STEPS = 300;

    @Test
    void nothingIsLostAndNothingIsStaleWhateverFails() {
        Seeded.seeds(SEEDS, SEEDS_SOAKING)
                .forEach(seed -> assertThatCode(() -> StoreSimulation.run(seed, STEPS, null))
                        .as("seed " + seed)
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @EnumSource(StoreRule.class)
    void withoutTheRuleSomeSeedBreaksIt(StoreRule rule) {
        var broken = "";
        for (long seed = 1; seed <= SEEDS_WITHOUT_A_RULE && broken.isEmpty(); seed++) {
            try {
                StoreSimulation.run(seed, STEPS, rule);
            } catch (StoreSimulation.Broken e) {
                broken = "seed " + seed + ": " + e.getMessage();
            }
        }

        assertThat(broken).as("without " + rule).isNotEmpty();
    }
}
