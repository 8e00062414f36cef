package io.holdfast.cache.line;

import static io.holdfast.cache.line.Keys.A;
import static io.holdfast.cache.line.Keys.B;
import static io.holdfast.cache.line.Keys.CACHE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.NodeController.Answer;
import io.holdfast.cache.line.NodeController.Read;
import io.holdfast.cache.line.ToHome.Use;
import io.holdfast.cache.line.ToNode.Downgrade;
import io.holdfast.cache.line.ToNode.Invalidate;
import io.holdfast.cache.line.ToNode.InvalidateTags;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeControllerTest {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final long TERM = 3;
    private static final long LEASE = 7;
    private static final long NOW = 30;

    private static final class Lines implements Copies<String> {
        private final Map<CacheKey, Line<String>> lines = new TreeMap<>();

        @Override
        public @Nullable Line<String> get(CacheKey key) {
            return lines.get(key);
        }

        @Override
        public void put(CacheKey key, Line<String> line) {
            lines.put(key, line);
        }

        @Override
        public @Nullable Line<String> remove(CacheKey key) {
            return lines.remove(key);
        }

        @Override
        public void removeTagged(CacheName cache, List<String> tags) {
            lines.values().removeIf(line -> tags.isEmpty() || tags.contains(line.value()));
        }

        @Override
        public void clear() {
            lines.clear();
        }
    }

    private final Lines lines = new Lines();
    private final NodeController<String> node = new NodeController<>(lines, 0);

    @BeforeEach
    void hasALease() {
        node.opened(LEASE, 1_000);
    }

    private static Grant grant(long number, boolean alone) {
        return new Grant(TERM, number, LEASE, alone);
    }

    private static Answer<String> answer(@Nullable Grant grant) {
        return new Answer<>(grant, "red", false, FOR_EVER);
    }

    private Read begun(CacheKey key) {
        var read = node.beginRead(key, 10);
        assertThat(read).isNotNull();
        return read;
    }

    private Line<String> kept(CacheKey key, Grant grant) {
        var line = node.filled(begun(key), answer(grant), 20);
        assertThat(line).isNotNull();
        return line;
    }

    @Test
    void whatIsAnsweredWithAGrantIsKeptAndCanBeRead() {
        var line = node.filled(begun(A), answer(grant(1, false)), 20);

        assertThat(line).isNotNull().isSameAs(lines.get(A));
        assertThat(node.isReadable(line, 999)).isTrue();
        assertThat(node.isReadable(line, 1_000)).as("when the lease has ended").isFalse();
    }

    @Test
    void theStateOfALineFollowsFromItsGrantAndFromTheStoreBehind() {
        var shared = kept(A, grant(1, false));
        var exclusive = kept(B, grant(2, true));
        var modified = node.filled(begun(A), new Answer<>(grant(3, true), "red", true, FOR_EVER), 20);

        assertThat(shared.state().letter()).isEqualTo('S');
        assertThat(exclusive.state().letter()).isEqualTo('E');
        assertThat(modified).extracting(Line::state).isEqualTo(LineState.MODIFIED);
    }

    @Test
    void aSecondReadJoinsTheFirst() {
        var first = begun(A);

        assertThat(node.beginRead(A, 11)).isNull();
        assertThat(node.beginRead(B, 11)).isNotEqualTo(first);
    }

    /** What happens while a read is under way so that its answer must not be kept. */
    static Stream<Arguments> spoilers() {
        return Stream.of(
                spoiler("it is invalidated", node -> node.invalidate(new Invalidate(A, TERM, 1), NOW)),
                spoiler("its tags may be", node -> node.invalidate(new InvalidateTags(CACHE, List.of("x"), TERM, 1))),
                spoiler("the node writes it", node -> node.beginWrite(List.of(A), 15)),
                spoiler("the lease is lost", NodeController::lost),
                spoiler("another lease is opened", node -> node.opened(LEASE + 1, 2_000)),
                spoiler("a later home is heard of", node -> node.invalidate(new Invalidate(B, TERM + 1, 1), NOW)),
                spoiler(
                        "the node loses a copy of it",
                        node -> node.evicted(A, new Line<>("old", grant(1, false), LineState.SHARED, FOR_EVER))));
    }

    private static Arguments spoiler(String name, Consumer<NodeController<String>> event) {
        return Arguments.of(name, event);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilers")
    void anAnswerIsNotKeptIfMeanwhile(String name, Consumer<NodeController<String>> event) {
        var read = begun(A);
        event.accept(node);

        assertThat(node.filled(read, answer(grant(1, false)), 20)).isNull();
        assertThat(lines.lines).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilers")
    void neitherIsWhatWasWrittenIfMeanwhile(String name, Consumer<NodeController<String>> event) {
        var write = node.beginWrite(List.of(A), 10);
        event.accept(node);

        assertThat(node.written(write, A, answer(grant(1, true)), 20)).isNull();
        assertThat(lines.lines).isEmpty();
    }

    @Test
    void anAnswerWithoutAGrantIsNotKept() {
        assertThat(node.filled(begun(A), answer(null), 20)).isNull();
        assertThat(lines.lines).isEmpty();
    }

    @Test
    void anAnswerThatComesAfterTheLeaseHasEndedIsNotKept() {
        assertThat(node.filled(begun(A), answer(grant(1, false)), 1_000)).isNull();
    }

    @Test
    void timeCountsFromWhenItWasAskedFor() {
        var line = node.filled(begun(A), new Answer<>(grant(1, false), "red", false, 100), 60);

        assertThat(line).extracting(Line::untilMillis).isEqualTo(110L);
    }

    @Test
    void whatHasEndedOnItsWayIsNotKept() {
        assertThat(node.filled(begun(A), new Answer<>(grant(1, false), "red", false, 100), 110))
                .isNull();
    }

    @Test
    void anAnswerCountsOnlyForTheReadThatIsUnderWay() {
        var first = begun(A);
        node.gaveUp(first);
        begun(A);

        assertThat(node.filled(first, answer(grant(1, false)), 20)).isNull();
        assertThat(node.underWay()).isOne();
    }

    @Test
    void whoWritesDropsItsCopyAndSaysWhich() {
        kept(A, grant(4, true));

        var write = node.beginWrite(List.of(A, B), 30);

        assertThat(write.dropped()).containsExactly(new Writing.Dropped(A, TERM, 4));
        assertThat(lines.lines).isEmpty();
    }

    @Test
    void whatWasWrittenIsKeptWithAGrant() {
        var write = node.beginWrite(List.of(A), 30);

        var line = node.written(write, A, new Answer<>(grant(5, true), "red", true, FOR_EVER), 40);

        assertThat(line).extracting(Line::state).isEqualTo(LineState.MODIFIED);
        assertThat(node.underWay()).isZero();
    }

    @Test
    void aWriteThatNobodyWaitsForLeavesNothing() {
        var write = node.beginWrite(List.of(A), 30);
        node.ended(write);

        assertThat(node.written(write, A, answer(grant(5, true)), 40)).isNull();
        assertThat(node.underWay()).isZero();
    }

    @Test
    void whoIsToldToDropACopySaysWhatItWasGoodFor() {
        var none = node.invalidate(new Invalidate(A, TERM, 1), NOW);
        kept(A, grant(1, false));
        var unused = node.invalidate(new Invalidate(A, TERM, 2), NOW);
        kept(A, grant(2, false)).use();
        var used = node.invalidate(new Invalidate(A, TERM, 3), NOW);

        assertThat(Stream.of(none, unused, used).map(ToHome.Invalidated::use))
                .containsExactly(Use.NONE, Use.UNUSED, Use.USED);
        assertThat(lines.lines).isEmpty();
    }

    @Test
    void aCopyThatWasOfUseIsWishedForAndComesBack() {
        kept(A, grant(1, false)).use();
        var wish = node.invalidate(new Invalidate(A, TERM, 1), NOW).wish();
        var read = node.reading(A, wish.id());
        var joined = node.beginRead(A, NOW + 1);

        var line = node.filled(read, answer(grant(2, false)), NOW + 2);

        assertThat(wish.incarnation()).isEqualTo(LEASE);
        assertThat(joined).isNull();
        assertThat(line).isEqualTo(lines.get(A));
        assertThat(node.underWay()).isZero();
    }

    @Test
    void aWishThatMeetsAnotherChangeBringsNothing() {
        kept(A, grant(1, false)).use();
        var wish = node.invalidate(new Invalidate(A, TERM, 1), NOW).wish();
        var read = node.reading(A, wish.id());

        var again = node.invalidate(new Invalidate(A, TERM, 2), NOW + 1);

        assertThat(again.wish()).isNull();
        assertThat(node.filled(read, answer(grant(2, false)), NOW + 2)).isNull();
    }

    @Test
    void onlyWhatCarriesTheTagIsDroppedForIt() {
        kept(A, grant(1, false));

        node.invalidate(new InvalidateTags(CACHE, List.of("blue"), TERM, 1));
        var afterBlue = lines.get(A);
        node.invalidate(new InvalidateTags(CACHE, List.of("red"), TERM, 2));

        assertThat(afterBlue).isNotNull();
        assertThat(lines.lines).isEmpty();
    }

    @Test
    void aLineIsNoLongerAloneWhenItsHomeSaysSoOfItsGrant() {
        var line = kept(A, grant(2, true));

        node.downgrade(new Downgrade(A, TERM, 1));
        var afterAnother = line.state();
        node.downgrade(new Downgrade(A, TERM, 2));

        assertThat(afterAnother).isEqualTo(LineState.EXCLUSIVE);
        assertThat(line.state()).isEqualTo(LineState.SHARED);
    }

    @Test
    void aModifiedLineIsExclusiveOnceTheStoreHasIt() {
        var line = node.filled(begun(A), new Answer<>(grant(1, true), "red", true, FOR_EVER), 20);

        node.cleaned(A);

        assertThat(line).extracting(Line::state).isEqualTo(LineState.EXCLUSIVE);
    }

    @Test
    void aLeaseThatWasRenewedLaterOrUnderAnotherNameDoesNotShrinkOrGrow() {
        node.renewed(LEASE, 900);
        node.renewed(LEASE - 1, 5_000);

        assertThat(node.leaseUntilMillis()).isEqualTo(1_000);
    }

    @Test
    void anotherLeaseStartsWithNothing() {
        var line = kept(A, grant(1, false));

        node.opened(LEASE + 1, 2_000);

        assertThat(lines.lines).isEmpty();
        assertThat(node.isReadable(line, 30))
                .as("held by somebody who had looked it up")
                .isFalse();
    }
}
