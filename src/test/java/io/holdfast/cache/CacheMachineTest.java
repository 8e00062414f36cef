package io.holdfast.cache;

import static io.holdfast.cache.CacheStage.MINUTE;
import static io.holdfast.cache.CacheStage.USERS;
import static io.holdfast.cache.CacheStage.draft;
import static io.holdfast.cache.CacheStage.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheCommand.ExpireNode;
import io.holdfast.cache.CacheCommand.Increment;
import io.holdfast.cache.CacheCommand.Item;
import io.holdfast.cache.CacheCommand.OpenNode;
import io.holdfast.cache.CacheCommand.Purge;
import io.holdfast.cache.CacheCommand.RenewNode;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheCommand.WriteAll;
import io.holdfast.cache.CacheResult.Batched;
import io.holdfast.cache.CacheResult.Counted;
import io.holdfast.cache.CacheResult.NodeKnown;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CacheResult.Written;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheMachineTest {

    private final CacheStage stage = new CacheStage();

    @Test
    void versionsGrowOverADelete() {
        long first = stage.written("alice", "1");
        stage.ask(new Delete(key("alice"), CacheCommand.ANY_VERSION));

        long second = stage.written("alice", "2");

        assertThat(second).isGreaterThan(first);
        assertThat(stage.see("alice").version()).isEqualTo(second);
    }

    @Test
    void aWriteThatNamesAnotherVersionIsRefusedAndToldTheOneThereIs() {
        long version = stage.written("alice", "1");

        var refused = stage.ask(new Write(key("alice"), draft("2", MINUTE), version - 1, null));
        var taken = stage.ask(new Write(key("alice"), draft("3", MINUTE), version, null));

        assertThat(refused).isEqualTo(new Refused(Reason.VERSION_DIFFERS, version));
        assertThat(taken).isInstanceOf(Written.class);
    }

    @Test
    void anEntryThatIsKeptForErrorsOnlyDoesNotStandInTheWayOfANewOne() {
        stage.write("alice", draft("1", new Windows(1_000, 0, 60_000)));
        stage.pass(1_000);

        var kept = stage.see("alice");
        var created = stage.ask(new Write(key("alice"), draft("2", MINUTE), CacheCommand.NO_VERSION, null));

        assertThat(kept.kind()).isEqualTo(Kind.KEPT);
        assertThat(created).isEqualTo(new Written(stage.sequence(), true, false));
    }

    @Test
    void whatIsDueIsNeitherShownNorCalledGoneBeforeAStepSaysSo() {
        stage.write("alice", draft("1", MINUTE));
        stage.passUnseen(60_000);

        var due = stage.see("alice");
        stage.tick();

        assertThat(due.kind()).isEqualTo(Kind.DUE);
        assertThat(due.content()).isNull();
        assertThat(stage.see("alice").kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void aWindowOfStalenessShowsTheEntryForLonger() {
        stage.write("alice", draft("1", new Windows(1_000, 500, 0)));

        stage.pass(1_200);

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.PRESENT);
        assertThat(stage.see("alice").freshMillis()).isEqualTo(-200);
        assertThat(stage.see("alice").shownMillis()).isEqualTo(300);
    }

    @Test
    void aHardPurgeEndsWhatCarriesTheTagAtOnce() {
        stage.written("alice", "1", "people", "vip");
        stage.written("bob", "1", "people");
        stage.written("printer", "1", "things");

        stage.ask(new Purge(USERS, List.of("people"), false));
        stage.written("carol", "1", "people");

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.NOTHING);
        assertThat(stage.see("bob").kind()).isEqualTo(Kind.NOTHING);
        assertThat(stage.see("printer").kind()).isEqualTo(Kind.PRESENT);
        assertThat(stage.see("carol").kind()).isEqualTo(Kind.PRESENT);
    }

    @Test
    void aSoftPurgeMakesStaleWhatCarriesTheTag() {
        stage.write("alice", draft("1", new Windows(60_000, 5_000, 0), "people"));
        stage.pass(1_000);

        stage.ask(new Purge(USERS, List.of("people"), true));
        stage.pass(2_000);

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.PRESENT);
        assertThat(stage.see("alice").freshMillis()).isEqualTo(-2_000);
        assertThat(stage.see("alice").shownMillis()).isEqualTo(3_000);
    }

    @Test
    void aClearCostsOneStepAndTheRestIsDoneBitByBit() {
        var narrow = new CacheStage(new HeapShelf(), 10, Backing.NONE, 1 << 30);
        for (int i = 0; i < 95; i++) {
            narrow.written("key" + i, "1");
        }

        narrow.ask(new CacheCommand.Clear(USERS));
        var seen = narrow.see("key7").kind();
        int steps = narrow.pass(0);

        assertThat(seen).isEqualTo(Kind.NOTHING);
        assertThat(steps).isEqualTo(10);
        assertThat(narrow.view().present()).isZero();
        assertThat(narrow.view().bytes()).isZero();
    }

    @Test
    void aFillIsVoidOnceTheKeyWasDeletedThoughNothingWasThere() {
        long basis = stage.see("alice").basis();
        stage.ask(new Delete(key("alice"), CacheCommand.ANY_VERSION));

        var refused = stage.fill("alice", draft("old", MINUTE), basis);
        var taken = stage.fill("alice", draft("new", MINUTE), stage.see("alice").basis());

        assertThat(refused).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(taken).isInstanceOf(Written.class);
    }

    @Test
    void aFillIsVoidOnceItsTagWasPurged() {
        long basis = stage.see("alice").basis();
        stage.ask(new Purge(USERS, List.of("people"), true));

        assertThat(stage.fill("alice", draft("old", MINUTE, "people"), basis))
                .isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(stage.fill("alice", draft("old", MINUTE, "things"), basis)).isInstanceOf(Written.class);
    }

    @Test
    void aFillIsVoidAfterAWriteThatIsOverAlready() {
        long basis = stage.see("alice").basis();
        stage.write("alice", draft("new", new Windows(10, 0, 0)));
        stage.pass(10);

        assertThat(stage.fill("alice", draft("old", MINUTE), basis)).isEqualTo(new Refused(Reason.FILL_VOID, 0));
    }

    @Test
    void whatIsToBeCheckedForAFillIsForgottenInTimeAndThenAnOlderLeaseIsVoid() {
        stage.written("bob", "1");
        long basis = stage.see("alice").basis();
        stage.ask(new Delete(key("bob"), CacheCommand.ANY_VERSION));

        stage.pass(CacheLimits.FILL_MILLIS_MAX);

        assertThat(stage.view().tombstones()).isZero();
        assertThat(stage.fill("bob", draft("old", MINUTE), basis)).isEqualTo(new Refused(Reason.FILL_VOID, 0));
    }

    @Test
    void aNumberIsCountedWhereItStands() {
        var first = stage.ask(new Increment(key("hits"), 5, Windows.FOR_EVER, CacheCommand.ANY_VERSION));
        var second = stage.ask(new Increment(key("hits"), -7, Windows.FOR_EVER, CacheCommand.ANY_VERSION));
        long version = stage.written("name", "alice");

        assertThat(first).isEqualTo(new Counted(stage.sequence() - 2, 5, true));
        assertThat(second).isEqualTo(new Counted(stage.sequence() - 1, -2, false));
        assertThat(stage.see("hits").content()).isEqualTo(CacheStage.text("-2"));
        assertThat(stage.ask(new Increment(key("name"), 1, Windows.FOR_EVER, CacheCommand.ANY_VERSION)))
                .isEqualTo(new Refused(Reason.NOT_A_NUMBER, version));
    }

    @Test
    void aNumberDoesNotRunOver() {
        long version = stage.written("hits", Long.toString(Long.MAX_VALUE));

        var refused = stage.ask(new Increment(key("hits"), 1, Windows.FOR_EVER, CacheCommand.ANY_VERSION));

        assertThat(refused).isEqualTo(new Refused(Reason.OVERFLOW, version));
    }

    @Test
    void anAtomicBatchIsWrittenWhollyOrNotAtAll() {
        long version = stage.written("alice", "1");
        var items = List.of(
                new Item("alice", draft("2", MINUTE), version + 1),
                new Item("bob", draft("2", MINUTE), CacheCommand.ANY_VERSION));

        var atomic = (Batched) stage.ask(new WriteAll(USERS, items, true));
        var bob = stage.see("bob").kind();
        var each = (Batched) stage.ask(new WriteAll(USERS, items, false));

        assertThat(atomic.done()).isFalse();
        assertThat(atomic.items().getFirst().refused()).isEqualTo(Reason.VERSION_DIFFERS);
        assertThat(bob).isEqualTo(Kind.NOTHING);
        assertThat(each.done()).isTrue();
        assertThat(stage.see("bob").kind()).isEqualTo(Kind.PRESENT);
        assertThat(stage.see("alice").version()).isEqualTo(version);
    }

    @Test
    void whoWasWrittenLeastRecentlyGoesFirst() {
        var small = new CacheStage(Backing.NONE, 500);
        long alice = small.written("alice", "1");
        small.written("bob", "1");
        var crowded = small.write("carol", draft("1", Windows.FOR_EVER));

        var victims = ((CacheAnswer.Victims) small.machine().answer(new CacheInquiry.Crowd(USERS, 10), small.now()));
        small.ask(new Evict(USERS, victims.victims()));

        assertThat(((Written) crowded).crowded()).isTrue();
        assertThat(victims.victims()).containsExactly(new CacheCommand.Victim("alice", alice));
        assertThat(small.see("alice").kind()).isEqualTo(Kind.NOTHING);
        assertThat(small.view().tally().evicted()).isOne();
    }

    @Test
    void whoeverWasWrittenAfterHeWasChosenStays() {
        long chosen = stage.written("alice", "1");
        stage.written("alice", "2");

        stage.ask(new Evict(USERS, List.of(new CacheCommand.Victim("alice", chosen))));

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.PRESENT);
    }

    @Test
    void writesAreRefusedFarAboveWhatIsKept() {
        var small = new CacheStage(Backing.NONE, 1_000);
        var large = new Draft(
                new Content("a/b", false, new Payload(new byte[CacheLimits.VALUE_BYTES_MAX])), MINUTE, List.of());
        for (int i = 0; i < 4; i++) {
            small.write("key" + i, large);
        }

        assertThat(small.write("key4", large)).isEqualTo(new Refused(Reason.FULL, 0));
        assertThat(small.write("key2", draft("less", MINUTE))).isInstanceOf(Written.class);
    }

    @Test
    void floorsAreForgottenWhenNothingOlderIsLeft() {
        stage.written("alice", "1", "people");
        stage.ask(new Purge(USERS, List.of("people", "things"), false));
        stage.pass(0);

        int swept = stage.view().floors();
        stage.pass(CacheLimits.FILL_MILLIS_MAX);

        assertThat(swept).isEqualTo(2);
        assertThat(stage.view().floors()).isZero();
        assertThat(stage.machine().nextDeadline()).isEmpty();
    }

    @Test
    void aRenewalKeepsANodeFromBeingExpired() {
        stage.ask(new OpenNode("n1", 7));
        stage.ask(new RenewNode("n1", 7, 1));

        var late = stage.ask(new ExpireNode("n1", 7, 0));
        var right = stage.ask(new ExpireNode("n1", 7, 1));
        var gone = stage.ask(new RenewNode("n1", 7, 2));

        assertThat(late).isEqualTo(new NodeKnown(false, 7, 1));
        assertThat(right).isEqualTo(new NodeKnown(true, 0, 0));
        assertThat(gone).isEqualTo(new NodeKnown(false, 0, 0));
    }

    @Test
    void anEarlierIncarnationComesTooLate() {
        stage.ask(new OpenNode("n1", 7));

        var late = stage.ask(new OpenNode("n1", 6));
        var again = stage.ask(new OpenNode("n1", 7));
        var next = stage.ask(new OpenNode("n1", 8));

        assertThat(late).isEqualTo(new NodeKnown(false, 7, 0));
        assertThat(again).isEqualTo(new NodeKnown(true, 7, 0));
        assertThat(next).isEqualTo(new NodeKnown(true, 8, 0));
    }

    @Test
    void aCacheThatWasDeletedAndMadeAgainBeginsEmpty() {
        stage.written("alice", "1");
        var settings = new CacheSettings(1_000, Windows.FOR_EVER, 0, 1_000, Backing.NONE);
        var again = new CacheCommand.Configure(USERS, 9, 9, settings, 1_000);

        var refused = stage.ask(again);
        stage.ask(new CacheCommand.Drop(USERS, 8));
        stage.ask(again);

        assertThat(refused).isEqualTo(new Refused(Reason.EARLIER_CACHE, 1));
        assertThat(stage.see("alice").kind()).isEqualTo(Kind.NOTHING);
        assertThat(stage.view().birth()).isEqualTo(9);
    }

    @Test
    void anIdleMachineHasNothingToDo() {
        stage.written("alice", "1");

        assertThat(stage.machine().nextDeadline()).isEmpty();
    }
}
