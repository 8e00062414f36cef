package io.holdfast.cache.model;

import static io.holdfast.cache.model.Bounds.Budget.DELETES;
import static io.holdfast.cache.model.Bounds.Budget.DISKS;
import static io.holdfast.cache.model.Bounds.Budget.DUPLICATES;
import static io.holdfast.cache.model.Bounds.Budget.EVICTIONS;
import static io.holdfast.cache.model.Bounds.Budget.GETS;
import static io.holdfast.cache.model.Bounds.Budget.GIVE_UPS;
import static io.holdfast.cache.model.Bounds.Budget.JOINS;
import static io.holdfast.cache.model.Bounds.Budget.LAGGARDS;
import static io.holdfast.cache.model.Bounds.Budget.LAPSES;
import static io.holdfast.cache.model.Bounds.Budget.PURGES;
import static io.holdfast.cache.model.Bounds.Budget.PUTS;
import static io.holdfast.cache.model.Bounds.Budget.RECALLS;
import static io.holdfast.cache.model.Bounds.Budget.TICKS;
import static io.holdfast.cache.model.Bounds.Budget.TOKENS;
import static io.holdfast.cache.model.Bounds.Budget.WISHES;
import static io.holdfast.cache.model.Bounds.Budget.WRITE_BACKS;
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

    /** Reads and writes, and what can come in between. */
    private static final List<Bounds> LINES = List.of(
            TWO.with(GETS, 2).with(PUTS, 2),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(RECALLS, 1).calm(),
            TWO.with(GETS, 2).with(PUTS, 1).with(EVICTIONS, 1).with(LAPSES, 1),
            TWO.with(GETS, 2).with(PUTS, 1).with(EVICTIONS, 1).with(LAPSES, 2).calm(),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(LAPSES, 1).calm(),
            TWO.with(GETS, 1).with(PUTS, 2).with(DUPLICATES, 1).calm(),
            TWO.with(GETS, 2)
                    .with(PUTS, 1)
                    .with(JOINS, 1)
                    .with(EVICTIONS, 1)
                    .with(GIVE_UPS, 1)
                    .with(DUPLICATES, 1)
                    .calm(),
            TWO.with(GETS, 1).with(PUTS, 2).with(WISHES, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(WISHES, 2).calm(),
            TWO.with(GETS, 1).with(PUTS, 1).with(LAPSES, 1).with(RECALLS, 1).with(WISHES, 1),
            THREE.with(GETS, 2).with(PUTS, 1).with(WISHES, 2).calm(),
            THREE.with(GETS, 2).with(PUTS, 1).with(JOINS, 1),
            THREE.with(GETS, 1).with(PUTS, 2),
            TWO.with(GETS, 2).with(PUTS, 1).with(LAGGARDS, 1).with(DISKS, 1),
            THREE.with(GETS, 2).with(PUTS, 1).with(LAGGARDS, 1));

    /** Purges, time, fill leases, and a store behind the cache. */
    private static final List<Bounds> MORE = List.of(
            TWO.with(GETS, 2).with(PUTS, 1).with(PURGES, 1).calm(),
            TWO.with(GETS, 1).with(PUTS, 2).with(PURGES, 1).calm(),
            TWO.with(GETS, 1).with(PUTS, 1).with(PURGES, 1),
            TWO.with(GETS, 1).with(PUTS, 1).with(PURGES, 2).calm(),
            THREE.with(GETS, 1).with(PUTS, 1).with(PURGES, 1).calm(),
            TWO.with(GETS, 1).with(PUTS, 1).with(TICKS, 2),
            TWO.with(GETS, 2).with(TICKS, 3),
            TWO.with(GETS, 1).with(PUTS, 1).with(TICKS, 2).with(WISHES, 1).calm(),
            TWO.with(GETS, 1).with(PUTS, 1).with(PURGES, 1).with(WISHES, 1).calm(),
            TWO.with(GETS, 2).with(PUTS, 1).with(TICKS, 2).calm(),
            TWO.with(GETS, 1).with(PUTS, 1).with(TOKENS, 1).with(PURGES, 1),
            TWO.with(GETS, 2).with(PUTS, 2).with(TOKENS, 2).with(DELETES, 1).calm(),
            TWO.with(PUTS, 2).with(DELETES, 1).with(WRITE_BACKS, 2),
            TWO.with(PUTS, 2)
                    .with(DELETES, 1)
                    .with(WRITE_BACKS, 2)
                    .with(DUPLICATES, 1)
                    .calm(),
            TWO.with(PUTS, 1).with(PURGES, 1).with(WRITE_BACKS, 2),
            TWO.with(GETS, 1).with(PUTS, 1).with(TICKS, 3).with(WRITE_BACKS, 1).calm());

    private static final List<Bounds> LARGE = List.of(
            TWO.with(GETS, 2).with(PUTS, 2).with(LAPSES, 1).with(EVICTIONS, 1),
            TWO.with(GETS, 2).with(PUTS, 2).with(JOINS, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(RECALLS, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(JOINS, 1).with(LAPSES, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(GIVE_UPS, 1).with(DUPLICATES, 1),
            TWO.with(GETS, 1).with(PUTS, 3),
            THREE.with(GETS, 2).with(PUTS, 1).with(LAPSES, 1).with(JOINS, 1),
            THREE.with(GETS, 2).with(PUTS, 2),
            TWO.with(GETS, 2).with(PUTS, 2).with(WISHES, 2).with(LAPSES, 1),
            THREE.with(GETS, 2).with(PUTS, 2).with(WISHES, 2),
            TWO.with(GETS, 2).with(PUTS, 1).with(PURGES, 1),
            TWO.with(GETS, 1).with(PUTS, 1).with(PURGES, 1).with(LAPSES, 1),
            TWO.with(GETS, 1).with(PUTS, 1).with(PURGES, 1).with(DUPLICATES, 1),
            TWO.with(GETS, 1).with(PUTS, 2).with(PURGES, 1),
            THREE.with(GETS, 1).with(PUTS, 1).with(PURGES, 1).with(LAPSES, 1),
            TWO.with(GETS, 2).with(PUTS, 1).with(TICKS, 2),
            TWO.with(GETS, 2).with(PUTS, 2).with(TOKENS, 2),
            TWO.with(PUTS, 2).with(DELETES, 1).with(WRITE_BACKS, 2).with(DUPLICATES, 1));

    /** Do no harm to leave out, as long as the others are kept: they are there in case one of those is not. */
    private static final Set<Rule> SPARE = EnumSet.of(Rule.ANSWER_NAMES_TERM, Rule.FILL_CHECKED_ON_ARRIVAL);

    static Stream<Bounds> bounds() {
        var small = Stream.concat(LINES.stream(), MORE.stream());
        return Boolean.getBoolean("holdfast.soak") ? Stream.concat(small, LARGE.stream()) : small;
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
        var stored = TWO.calm().with(PUTS, 2).with(WRITE_BACKS, 2);
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
            case WISHES_WAIT_FOR_THE_CHANGE -> calm.with(WISHES, 1);
            case JOINERS_NEED_A_GRANT -> calm.with(JOINS, 1);
            case ANSWER_NAMES_REQUEST -> calm.with(GETS, 2).with(GIVE_UPS, 1);
            case WRITES_ARE_APPLIED_ONCE -> calm.with(DUPLICATES, 1);
            case REPEATED_WRITES_BRING_NO_COPY -> calm.with(PUTS, 2).with(DUPLICATES, 1);
            case TESTIMONY_NAMES_TERM, TESTIMONY_FOLLOWS_THE_READ, TERMS_ARE_KEPT, HOME_IS_READY ->
                TWO.with(GETS, 1).with(PUTS, 1);
            case HOME_IS_IN_ITS_TERM -> TWO.with(GETS, 1).with(PUTS, 1).with(LAGGARDS, 1);
            case TESTIMONY_NAMES_MEMBER -> TWO.with(GETS, 1).with(PUTS, 1).with(DISKS, 1);
            case TESTIMONY_IS_ONE_VOTE -> THREE.with(GETS, 1).with(PUTS, 1).with(LAGGARDS, 1);
            case READ_BARRIER, ALL_MAY_HOLD_AFTER_ELECTION, ANSWER_NAMES_TERM ->
                TWO.with(GETS, 1).with(PUTS, 1);
            case PURGES_POISON_READS, PURGES_POISON_WRITES, TAG_IS_LOCKED, PURGE_ACKNOWLEDGED_BEFORE_PROPOSED ->
                calm.with(PURGES, 1);
            case TIME_COUNTS_FROM_REQUEST, TIME_LEFT_BY_THE_CLOCK -> calm.with(TICKS, 3);
            case DUE_WAITS_FOR_THE_LOG -> TWO.with(GETS, 2).with(TICKS, 2);
            case FILL_CHECKED_WHEN_APPLIED, FILL_CHECKED_AGAINST_PURGES, FILL_CHECKED_ON_ARRIVAL ->
                calm.with(TOKENS, 1).with(PURGES, 1);
            case STORE_TAKES_ONLY_NEWER, CLEAN_NAMES_VERSION -> stored;
            case DELETES_LEAVE_A_MARK, MARKS_LEAVE_A_HORIZON -> stored.with(DELETES, 1);
            case ENDS_ARE_WRITTEN_BACK -> stored.with(PURGES, 1);
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
    void whetherAFillLeaseIsTheLastNeedNotBeAskedAsLongAsItIsCheckedWhenApplied() {
        var found = Explorer.searchWithout(
                Rule.FILL_CHECKED_ON_ARRIVAL,
                TWO.with(GETS, 2).with(PUTS, 2).with(TOKENS, 2).calm(),
                STATES_MAX);

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
