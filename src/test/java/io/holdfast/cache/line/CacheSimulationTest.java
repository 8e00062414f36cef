package io.holdfast.cache.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.cache.model.Rule;
import io.holdfast.testing.Seeded;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheSimulationTest {

    private static final int SEEDS = 1_000;
    private static final int SEEDS_SOAKING = 100_000;
    private static final int STEPS = 600;
    private static final int SEEDS_WITHOUT_A_RULE = 10_000;

    /** Left out, these do no harm as long as the others are kept, which the search of the model shows too. */
    private static final Set<Rule> SPARE = EnumSet.of(Rule.ANSWER_NAMES_TERM);

    /** So rarely missed that a search of the model and {@link NodeControllerTest} have to tell. */
    private static final Set<Rule> RARE = EnumSet.of(Rule.ANSWER_NAMES_SESSION);

    /** Which the controllers know nothing of: the model has them, and of the store {@code StoreSimulationTest}. */
    private static final Set<Rule> ELSEWHERE = EnumSet.of(
            Rule.FILL_CHECKED_WHEN_APPLIED,
            Rule.FILL_CHECKED_AGAINST_PURGES,
            Rule.FILL_CHECKED_ON_ARRIVAL,
            Rule.STORE_TAKES_ONLY_NEWER,
            Rule.CLEAN_NAMES_VERSION,
            Rule.DELETES_LEAVE_A_MARK,
            Rule.MARKS_LEAVE_A_HORIZON,
            Rule.ENDS_ARE_WRITTEN_BACK);

    @Test
    void everyPromiseIsKeptWhateverFails() {
        Seeded.seeds(SEEDS, SEEDS_SOAKING)
                .forEach(seed -> assertThatCode(() -> SimulatedCaches.run(seed, STEPS, Rules.ALL))
                        .as("seed " + seed)
                        .doesNotThrowAnyException());
    }

    @Test
    void nearlyEverythingThatCanHappenDoes() {
        var seen = new TreeMap<String, Integer>();
        for (long seed = 1; seed <= 50; seed++) {
            SimulatedCaches.run(seed, STEPS, Rules.ALL).forEach((what, times) -> seen.merge(what, times, Integer::sum));
        }

        assertThat(seen.keySet())
                .contains("read", "put", "committed", "put at a deposed home", "elected", "restarted", "paused")
                .contains(
                        "opened",
                        "expired",
                        "spared",
                        "lease lost",
                        "parted",
                        "ended by time",
                        "evicted",
                        "outcome lost")
                .contains("given back", "wished in vain")
                .contains("confirmed by the asker", "confirmed by others", "not confirmed", "deposed by its own vote")
                .contains("disk lost", "admitted", "not ready")
                .contains("lost", "repeated");
    }

    static Stream<Rule> needed() {
        return EnumSet.allOf(Rule.class).stream()
                .filter(rule -> !SPARE.contains(rule) && !RARE.contains(rule) && !ELSEWHERE.contains(rule));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutTheRuleSomeSeedBreaksAPromise(Rule rule) {
        var broken = "";
        for (long seed = 1; seed <= SEEDS_WITHOUT_A_RULE && broken.isEmpty(); seed++) {
            try {
                SimulatedCaches.run(seed, STEPS, new Rules(rule));
            } catch (BrokenPromise e) {
                broken = "seed " + seed + ": " + e.getMessage();
            }
        }

        assertThat(broken).as("without " + rule).isNotEmpty();
    }
}
