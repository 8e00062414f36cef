package io.holdfast.cache.line;

import static io.holdfast.cache.line.Keys.A;
import static io.holdfast.cache.line.Keys.B;
import static io.holdfast.cache.line.Keys.C;
import static io.holdfast.cache.line.Keys.CACHE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.ToHome.Evicted;
import io.holdfast.cache.line.ToHome.Invalidated;
import io.holdfast.cache.line.ToHome.TagsInvalidated;
import io.holdfast.cache.line.ToHome.Use;
import io.holdfast.cache.line.ToNode.Downgrade;
import io.holdfast.cache.line.ToNode.Invalidate;
import io.holdfast.cache.line.ToNode.InvalidateTags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HomeControllerTest {

    private static final long TERM = 5;
    private static final HomeSettings SETTINGS = new HomeSettings(3_000, 200, 100, 2, 1_000);

    private record Answered(
            String node,
            CacheKey key,
            ToHome.Wish wish,
            @Nullable Grant grant) {}

    /** Notes what the home wants. */
    private static final class Notes implements HomeEffects {
        private final List<String> told = new ArrayList<>();
        private final List<ToNode> sent = new ArrayList<>();
        private final List<Long> free = new ArrayList<>();
        private final List<String> expired = new ArrayList<>();
        private final List<Answered> answered = new ArrayList<>();

        @Override
        public void send(String node, ToNode message) {
            told.add(node);
            sent.add(message);
        }

        @Override
        public void mayPropose(long ticket) {
            free.add(ticket);
        }

        @Override
        public void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant) {
            answered.add(new Answered(node, key, wish, grant));
        }

        @Override
        public void expire(String node, long incarnation, long renewal) {
            expired.add(node + " " + incarnation + " " + renewal);
        }

        Invalidate invalidation(int number) {
            return sent.stream()
                    .filter(Invalidate.class::isInstance)
                    .map(Invalidate.class::cast)
                    .toList()
                    .get(number);
        }
    }

    private final Notes notes = new Notes();
    private final HomeController home = new HomeController(TERM, SETTINGS, notes);

    @BeforeEach
    void knowsThreeNodes() {
        home.opened("n1", 1, 0, 0);
        home.opened("n2", 2, 0, 0);
        home.opened("n3", 3, 0, 0);
    }

    private @Nullable Grant read(CacheKey key, String node) {
        return home.read(key, node, node.charAt(1) - '0', 10);
    }

    private static Writing of(CacheKey... keys) {
        return new Writing(List.of(keys), List.of(), null);
    }

    private static Writing by(String node, CacheKey key, List<Writing.Dropped> dropped) {
        return new Writing(List.of(key), List.of(), new Writing.Writer(node, node.charAt(1) - '0', dropped));
    }

    private void answer(String node, Invalidate order, Use use) {
        home.invalidated(node, new Invalidated(order.key(), order.term(), order.round(), use, null), 20);
    }

    @Test
    void theFirstWhoReadsIsAloneAndHearsOfTheSecond() {
        var first = read(A, "n1");
        var second = read(A, "n2");

        assertThat(first).isEqualTo(new Grant(TERM, 1, 1, true));
        assertThat(second).isEqualTo(new Grant(TERM, 2, 2, false));
        assertThat(notes.told).containsExactly("n1");
        assertThat(notes.sent).containsExactly(new Downgrade(A, TERM, 1));
    }

    @Test
    void whoHasNoLeaseOrAnotherOneMayNotKeepAnything() {
        assertThat(home.read(A, "n9", 1, 0)).isNull();
        assertThat(home.read(A, "n1", 0, 0)).isNull();
    }

    private void wish(String node, Invalidate order, ToHome.Wish wish) {
        home.invalidated(node, new Invalidated(order.key(), order.term(), order.round(), Use.USED, wish), 20);
    }

    @Test
    void whoWantsItsCopyBackIsGrantedItWhenTheLastChangeIsApplied() {
        read(A, "n1");
        read(A, "n2");
        long first = home.change(of(A), 10);
        long second = home.change(of(A), 11);
        wish("n1", notes.invalidation(0), new ToHome.Wish(7, 1));
        wish("n2", notes.invalidation(1), new ToHome.Wish(8, 2));
        home.applied(first, true, 30);
        assertThat(notes.answered).isEmpty();

        home.applied(second, true, 31);

        assertThat(notes.answered)
                .containsExactly(
                        new Answered("n1", A, new ToHome.Wish(7, 1), new Grant(TERM, 3, 1, false)),
                        new Answered("n2", A, new ToHome.Wish(8, 2), new Grant(TERM, 4, 2, false)));
        assertThat(home.view(A).holders()).containsExactlyInAnyOrder("n1", "n2");
    }

    @Test
    void whoAloneWantsItsCopyBackIsAloneWithIt() {
        read(A, "n1");
        long ticket = home.change(of(A), 10);
        wish("n1", notes.invalidation(0), new ToHome.Wish(7, 1));

        home.applied(ticket, true, 30);

        assertThat(notes.answered)
                .containsExactly(new Answered("n1", A, new ToHome.Wish(7, 1), new Grant(TERM, 2, 1, true)));
    }

    @Test
    void nothingComesOfAWishWhoseChangeIsWithdrawn() {
        read(A, "n1");
        long ticket = home.change(of(A), 10);
        wish("n1", notes.invalidation(0), new ToHome.Wish(7, 1));

        home.withdrawn(ticket);

        assertThat(notes.answered).containsExactly(new Answered("n1", A, new ToHome.Wish(7, 1), null));
        assertThat(home.view(A).holders()).isEmpty();
    }

    @Test
    void nothingComesOfAWishUnderALeaseThatIsOver() {
        read(A, "n1");
        long ticket = home.change(of(A), 10);
        wish("n1", notes.invalidation(0), new ToHome.Wish(7, 1));
        home.opened("n1", 4, 0, 25);

        home.applied(ticket, true, 30);

        assertThat(notes.answered).isEmpty();
        assertThat(home.view(A).holders()).isEmpty();
    }

    @Test
    void aChangeOfWhatNobodyHasIsProposedAtOnce() {
        long ticket = home.change(of(A), 10);

        assertThat(notes.free).containsExactly(ticket);
        assertThat(notes.sent).isEmpty();
    }

    @Test
    void aChangeIsProposedWhenTheLastCopyIsGone() {
        read(A, "n1");
        read(A, "n2");
        long ticket = home.change(of(A), 10);

        answer("n1", notes.invalidation(0), Use.USED);
        var afterOne = List.copyOf(notes.free);
        answer("n2", notes.invalidation(1), Use.USED);

        assertThat(afterOne).isEmpty();
        assertThat(notes.free).containsExactly(ticket);
    }

    @Test
    void anAnswerThatComesTwiceOrFromAnEarlierRoundCountsOnce() {
        read(A, "n1");
        home.withdrawn(home.change(of(A), 10));
        read(A, "n2");
        home.change(of(A), 11);

        answer("n1", notes.invalidation(0), Use.NONE);
        answer("n2", notes.invalidation(2), Use.NONE);
        answer("n2", notes.invalidation(2), Use.NONE);

        assertThat(notes.free).isEmpty();
        assertThat(home.view(A).awaited()).containsExactly("n1");
    }

    @Test
    void whileAChangeIsUnderWayNobodyMayKeepTheEntry() {
        long ticket = home.change(of(A), 10);
        var busy = read(A, "n1");
        home.applied(ticket, true, 20);

        assertThat(busy).isNull();
        assertThat(read(A, "n1")).isNotNull();
    }

    @Test
    void changesOfTheSameEntryWaitForItsCopiesTogether() {
        read(A, "n1");
        long first = home.change(of(A), 10);
        long second = home.change(of(A, B), 10);
        answer("n1", notes.invalidation(0), Use.NONE);

        assertThat(notes.free).containsExactly(first, second);
        assertThat(notes.told).containsExactly("n1");
    }

    @Test
    void whoWroteMayKeepItIfNothingFollows() {
        long first = home.change(by("n1", A, List.of()), 10);
        long second = home.change(by("n2", A, List.of()), 10);

        assertThat(home.applied(first, true, 20)).isNull();
        assertThat(home.applied(second, true, 20)).isEqualTo(new Grant(TERM, 1, 2, true));
    }

    @Test
    void whatWasWrittenBeforeIsNotKeptByWhoAsksAgain() {
        long ticket = home.change(by("n1", A, List.of()), 10);

        assertThat(home.applied(ticket, false, 20)).isNull();
    }

    @Test
    void theOnlyHolderWritesWithoutARound() {
        var grant = read(A, "n1");

        home.change(by("n1", A, List.of(new Writing.Dropped(A, TERM, grant.number()))), 10);

        assertThat(notes.sent).isEmpty();
        assertThat(notes.free).hasSize(1);
    }

    @Test
    void aWriterThatHasBeenGivenAnotherCopyIsToldToDropIt() {
        var old = read(A, "n1");
        read(A, "n1");

        home.change(by("n1", A, List.of(new Writing.Dropped(A, TERM, old.number()))), 10);
        home.change(by("n1", B, List.of(new Writing.Dropped(B, TERM - 1, 9))), 10);

        assertThat(notes.told).containsExactly("n1");
    }

    @Test
    void anEvictionCountsOnlyForItsGrant() {
        var old = read(A, "n1");
        var now = read(A, "n1");

        home.evicted("n1", new Evicted(A, TERM, old.number()));
        var afterOld = home.view(A).holders();
        home.evicted("n1", new Evicted(A, TERM - 1, now.number()));
        home.evicted("n1", new Evicted(A, TERM, now.number()));

        assertThat(afterOld).containsExactly("n1");
        assertThat(home.view(A).holders()).isEmpty();
    }

    @Test
    void aNewHomeTakesEverybodyForAHolderOfEverything() {
        var next = new HomeController(TERM + 1, SETTINGS, notes);
        next.inherit("n1", 1, 0, 0);
        next.opened("n2", 2, 0, 0);

        next.change(of(A), 10);

        assertThat(next.view(B).holders()).containsExactly("n1");
        assertThat(notes.told).containsExactly("n1");
        assertThat(notes.free).isEmpty();
    }

    @Test
    void aNodeIsGivenUpWhenItsLeaseHasEndedAndTheLogSaysSo() {
        read(A, "n1");
        long ticket = home.change(of(A), 10);
        home.renewed("n2", 2, 4, 1_000);
        home.renewed("n3", 3, 4, 1_000);

        home.look(2_999);
        var early = List.copyOf(notes.expired);
        home.look(3_000);
        var waited = home.expired("n1", 1, 3_001);

        assertThat(early).isEmpty();
        assertThat(waited).containsExactly(CACHE);
        assertThat(notes.expired).containsExactly("n1 1 0");
        assertThat(notes.free).containsExactly(ticket);
    }

    @Test
    void nobodyIsSaidToHaveWaitedForALeaseThatItsNodeGaveUp() {
        read(A, "n1");
        long ticket = home.change(of(A), 10);

        var waited = home.expired("n1", 1, 2_999);

        assertThat(waited).isEmpty();
        assertThat(notes.free).containsExactly(ticket);
    }

    @Test
    void anExpiryOfAnEarlierLeaseOfANodeChangesNothing() {
        read(A, "n1");
        home.opened("n1", 9, 0, 100);
        home.read(A, "n1", 9, 100);

        var waited = home.expired("n1", 1, 5_000);

        assertThat(home.view(A).holders()).containsExactly("n1");
        assertThat(waited).isEmpty();
    }

    @Test
    void whoDoesNotAnswerIsToldAgain() {
        read(A, "n1");
        home.change(of(A), 10);

        home.look(209);
        int early = notes.sent.size();
        home.look(210);

        assertThat(early).isOne();
        assertThat(notes.sent).hasSize(2).allMatch(notes.sent.getFirst()::equals);
    }

    @Test
    void aChangeWhoseFateIsUnknownLocksTheEntryUntilALaterOneIsApplied() {
        long lost = home.change(of(A), 10);
        home.lost(lost);
        var afterLost = read(A, "n1");
        long later = home.change(of(A), 10);
        home.applied(later, true, 20);

        assertThat(afterLost).isNull();
        assertThat(home.underWay()).isZero();
        assertThat(read(A, "n1")).isNotNull();
    }

    @Test
    void aChangeThatWasAskedForBeforeSaysNothingOfOneThatWasLostAfterwards() {
        long before = home.change(of(A), 10);
        long lost = home.change(of(A), 10);
        home.lost(lost);
        home.applied(before, true, 20);

        assertThat(home.underWay()).isOne();
        assertThat(read(A, "n1")).isNull();
    }

    @Test
    void aPurgeAsksEverybodyAndLocksTheCacheUntilItIsApplied() {
        var purge = new Writing(List.of(), List.of(new Writing.Sweep(CACHE, List.of("t"))), null);
        long ticket = home.change(purge, 10);
        long round = ((InvalidateTags) notes.sent.getFirst()).round();
        List.of("n1", "n2").forEach(node -> home.tagsInvalidated(node, new TagsInvalidated(TERM, round)));
        var waited = home.expired("n3", 3, 3_000);
        var whileProposed = read(A, "n1");
        home.applied(ticket, true, 20);

        assertThat(notes.told).containsExactly("n1", "n2", "n3");
        assertThat(notes.free).containsExactly(ticket);
        assertThat(whileProposed).isNull();
        assertThat(waited).containsExactly(CACHE);
        assertThat(read(A, "n1")).isNotNull();
    }

    @Test
    void whatNobodyReadsBetweenWritesIsNotSharedForAWhile() {
        for (int i = 0; i < 2; i++) {
            read(A, "n1");
            long ticket = home.change(of(A), 10);
            answer("n1", notes.invalidation(i), Use.UNUSED);
            home.applied(ticket, true, 20);
        }

        assertThat(home.read(A, "n1", 1, 1_019)).isNull();
        assertThat(home.read(A, "n1", 1, 1_020)).isNotNull();
    }

    @Test
    void whatIsReadBetweenWritesGoesOnBeingShared() {
        for (int i = 0; i < 5; i++) {
            read(A, "n1");
            long ticket = home.change(of(A), 10);
            answer("n1", notes.invalidation(i), i % 2 == 0 ? Use.USED : Use.UNUSED);
            home.applied(ticket, true, 20);
        }

        assertThat(read(A, "n1")).isNotNull();
    }

    @Test
    void whatHasNotBeenAskedForLongestIsCalledBackWhenThereIsTooMuch() {
        var small = new HomeController(TERM, new HomeSettings(3_000, 200, 2, 2, 1_000), notes);
        small.opened("n1", 1, 0, 0);
        List.of(A, B, C).forEach(key -> small.read(key, "n1", 1, 10));
        var recall = notes.invalidation(0);

        small.invalidated("n1", new Invalidated(A, TERM, recall.round(), Use.NONE, null), 20);

        assertThat(List.of(recall))
                .extracting(Invalidate::key, Invalidate::term)
                .containsExactly(tuple(A, TERM));
        assertThat(small.known()).isEqualTo(2);
        assertThat(notes.free).isEmpty();
    }
}
