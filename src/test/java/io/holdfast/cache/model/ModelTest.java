package io.holdfast.cache.model;

import static io.holdfast.cache.model.Bounds.Budget.DUPLICATES;
import static io.holdfast.cache.model.Bounds.Budget.EVICTIONS;
import static io.holdfast.cache.model.Bounds.Budget.GETS;
import static io.holdfast.cache.model.Bounds.Budget.GIVE_UPS;
import static io.holdfast.cache.model.Bounds.Budget.JOINS;
import static io.holdfast.cache.model.Bounds.Budget.LAPSES;
import static io.holdfast.cache.model.Bounds.Budget.PUTS;
import static io.holdfast.cache.model.Bounds.Budget.RECALLS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every run within the bounds keeps every promise, and each rule is needed: without it some run breaks a promise that a
 * client can see. Larger bounds are searched with {@code -Dholdfast.soak=true}.
 */
class ModelTest {

    private static final int STATES_MAX = 40_000_000;
    private static final Bounds TWO = Bounds.nodes(2);
    private static final Bounds THREE = Bounds.nodes(3);

    private static final List<Bounds> SMALL = List.of(
            TWO.with(GETS, 2).with(PUTS, 2),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(RECALLS, 1),
            TWO.with(GETS, 2).with(PUTS, 1).with(EVICTIONS, 1).with(LAPSES, 1),
            TWO.with(GETS, 2).with(PUTS, 1).with(EVICTIONS, 1).with(LAPSES, 2).calm(),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(LAPSES, 1).calm(),
            TWO.with(GETS, 2)
                    .with(PUTS, 1)
                    .with(JOINS, 1)
                    .with(EVICTIONS, 1)
                    .with(GIVE_UPS, 1)
                    .with(DUPLICATES, 1)
                    .calm(),
            THREE.with(GETS, 2).with(PUTS, 1).with(JOINS, 1),
            THREE.with(GETS, 1).with(PUTS, 2));

    private static final List<Bounds> LARGE = List.of(
            TWO.with(GETS, 2).with(PUTS, 2).with(LAPSES, 1).with(EVICTIONS, 1),
            TWO.with(GETS, 2).with(PUTS, 2).with(JOINS, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(LAPSES, 1).with(JOINS, 1),
            TWO.with(GETS, 1).with(PUTS, 3),
            TWO.with(GETS, 2)
                    .with(PUTS, 1)
                    .with(LAPSES, 1)
                    .with(EVICTIONS, 1)
                    .with(GIVE_UPS, 1)
                    .with(DUPLICATES, 1),
            THREE.with(GETS, 2).with(PUTS, 1).with(LAPSES, 1).with(JOINS, 1),
            THREE.with(GETS, 2).with(PUTS, 2));

    /** Does no harm to leave out, as long as the others are kept: it is there in case one of them is not. */
    private static final Set<Rule> SPARE = EnumSet.of(Rule.ANSWER_NAMES_TERM);

    static Stream<Bounds> bounds() {
        return Boolean.getBoolean("holdfast.soak") ? Stream.concat(SMALL.stream(), LARGE.stream()) : SMALL.stream();
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void everyRunKeepsEveryPromise(Bounds bounds) {
        var found = Explorer.search(bounds, STATES_MAX);

        assertThat(found.broken()).isNull();
        assertThat(found.exhausted()).as(found.toString()).isTrue();
    }

    static Stream<Arguments> needed() {
        return EnumSet.complementOf(EnumSet.copyOf(SPARE)).stream().map(rule -> Arguments.of(rule, stage(rule)));
    }

    /** The least that has to happen for the rule to be missed. */
    private static Bounds stage(Rule rule) {
        var calm = TWO.calm().with(GETS, 1).with(PUTS, 1);
        return switch (rule) {
            case READS_ARE_POISONED,
                    EXPIRY_WAITS_FOR_LEASE,
                    ACKNOWLEDGED_BEFORE_PROPOSED,
                    WRITER_DROPS_ITS_COPY,
                    LOCKED_UNTIL_APPLIED,
                    NO_GRANT_WHILE_BUSY -> calm;
            case WRITES_ARE_POISONED, NO_GRANT_BEFORE_ANOTHER_WRITE -> calm.with(PUTS, 2);
            case OWN_DROPS_POISON -> calm.with(PUTS, 2).with(EVICTIONS, 1);
            case EXPIRY_NAMES_RENEWAL -> calm.with(GETS, 2).with(LAPSES, 1);
            case NEW_SESSION_STARTS_EMPTY, ANSWER_NAMES_SESSION -> calm.with(LAPSES, 1);
            case HINT_NAMES_GRANT -> calm.with(GETS, 2).with(EVICTIONS, 1);
            case DROP_NAMES_GRANT -> calm.with(GETS, 2);
            case JOINERS_NEED_A_GRANT -> calm.with(JOINS, 1);
            case ANSWER_NAMES_REQUEST -> calm.with(GETS, 2).with(GIVE_UPS, 1);
            case WRITES_ARE_APPLIED_ONCE -> calm.with(DUPLICATES, 1);
            case READ_BARRIER, ALL_MAY_HOLD_AFTER_ELECTION, ANSWER_NAMES_TERM ->
                TWO.with(GETS, 1).with(PUTS, 1);
        };
    }

    @ParameterizedTest
    @MethodSource("needed")
    void withoutTheRuleSomeRunBreaksAPromise(Rule rule, Bounds bounds) {
        var found = Explorer.searchWithout(rule, bounds, STATES_MAX);

        assertThat(found.broken()).as("without %s: %s", rule, found).isNotNull();
    }

    @Test
    void theTermInAnAnswerIsNotNeededAsLongAsTheOtherRulesAreKept() {
        var found = Explorer.searchWithout(
                Rule.ANSWER_NAMES_TERM, TWO.with(GETS, 2).with(PUTS, 1).with(LAPSES, 1), STATES_MAX);

        assertThat(found.broken()).isNull();
        assertThat(found.exhausted()).isTrue();
    }

    @Test
    void aBrokenPromiseIsToldWithTheStepsThatLedToIt() {
        var found = Explorer.searchWithout(Rule.READ_BARRIER, stage(Rule.READ_BARRIER), STATES_MAX);

        assertThat(found.broken())
                .startsWith("a read was answered with 0 though 1 was committed")
                .containsSubsequence("asks to write", "another leader is elected", "home follows 1 GET", "follows");
    }
}
