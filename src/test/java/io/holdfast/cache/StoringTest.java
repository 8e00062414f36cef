package io.holdfast.cache;

import static io.holdfast.cache.CacheStage.MINUTE;
import static io.holdfast.cache.CacheStage.USERS;
import static io.holdfast.cache.CacheStage.draft;
import static io.holdfast.cache.CacheStage.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheCommand.Clean;
import io.holdfast.cache.CacheCommand.Clear;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheCommand.Increment;
import io.holdfast.cache.CacheCommand.MeetStore;
import io.holdfast.cache.CacheCommand.NoteMissing;
import io.holdfast.cache.CacheCommand.Purge;
import io.holdfast.cache.CacheCommand.Reload;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheResult.Cleaned;
import io.holdfast.cache.CacheResult.NotStored;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CacheResult.Written;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.HeapShelf;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache with a store behind it. */
class StoringTest {

    private static final String RUN = "run1";

    private final CacheStage stage = new CacheStage(new HeapShelf(), 2, Backing.REDIS, 1 << 30);

    @BeforeEach
    void meet() {
        meet(RUN, 0);
    }

    private void meet(String run, long found) {
        stage.ask(new MeetStore(USERS, 1, store().life(), run, found));
    }

    private StoreMark store() {
        return stage.view().store();
    }

    private CacheResult clean(long mark, String key, long version) {
        return stage.ask(new Clean(USERS, store().life(), mark, List.of(new Victim(key, version))));
    }

    /** Writes an entry that only the store has in the end; returns the version under which it stands there. */
    private long stored(String key, Draft draft) {
        long version = ((Written) stage.write(key, draft)).version();
        clean(store().mark() + 1, key, version);
        stage.ask(new Evict(USERS, List.of(new Victim(key, version))));
        assertThat(stage.see(key).elsewhere()).isTrue();
        return version;
    }

    private FillLease lookup(String key) {
        return new FillLease(1, 1, stage.see(key).basis());
    }

    private CacheResult reload(String key, long version, Draft draft, FillLease lookup) {
        return stage.ask(new Reload(key(key), store().epoch(), version, draft, CacheAnswer.FOR_EVER, lookup));
    }

    @Test
    void whatTheStoreDoesNotHaveIsDirtyUntilItIsToldCleanAtThatVersion() {
        long first = stage.written("alice", "1");
        long second = stage.written("alice", "2");

        var early = clean(1, "alice", first);
        var dirty = stage.dirty();
        var right = clean(2, "alice", second);

        assertThat(early).isEqualTo(new Cleaned(0));
        assertThat(dirty).hasSize(1);
        assertThat(right).isEqualTo(new Cleaned(1));
        assertThat(stage.dirty()).isEmpty();
        assertThat(store().mark()).isEqualTo(2);
    }

    @Test
    void endsAreDirtyTooInTheOrderOfVersions() {
        stage.written("alice", "1", "people");
        stage.written("bob", "1");
        stage.write("carol", draft("1", new Windows(1_000, 0, 0)));
        stage.ask(new Delete(key("bob"), CacheCommand.ANY_VERSION));
        stage.ask(new Purge(USERS, List.of("people"), false));
        stage.pass(0);
        stage.pass(1_000);

        var dirty = stage.dirty();

        assertThat(dirty).extracting(CacheAnswer.DirtyRow::key).containsExactly("bob", "alice", "carol");
        assertThat(dirty).allMatch(CacheAnswer.DirtyRow::gone);
        assertThat(dirty).extracting(CacheAnswer.DirtyRow::version).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsDirtyIsNotEvicted() {
        long version = stage.written("alice", "1");

        var evicted = stage.ask(new Evict(USERS, List.of(new Victim("alice", version))));

        assertThat(evicted).isEqualTo(new CacheResult.Evicted(0));
        assertThat(stage.see("alice").kind()).isEqualTo(Kind.PRESENT);
    }

    @Test
    void nothingIsCleanThatWasWrittenInAnotherLifeOfTheStore() {
        long version = stage.written("alice", "1");
        long before = store().life();
        meet("run2", 0);

        var late = stage.ask(new Clean(USERS, before, 1, List.of(new Victim("alice", version))));

        assertThat(late).isEqualTo(new Cleaned(0));
        assertThat(store().mark()).isZero();
    }

    @Test
    void aStoreThatHasLostNothingIsGivenNothingAnew() {
        clean(7, "alice", stage.written("alice", "1"));
        long epoch = store().epoch();

        meet("run2", 7);

        assertThat(store().epoch()).isEqualTo(epoch);
        assertThat(stage.dirty()).isEmpty();
    }

    @Test
    void aStoreThatHasLostSomethingIsGivenEverythingAnewBitByBit() {
        for (int i = 0; i < 7; i++) {
            clean(i + 1, "key" + i, stage.written("key" + i, "1"));
        }
        long epoch = store().epoch();
        meet("run2", 3);
        var victim = new Victim("key5", stage.see("key5").version());

        var evicted = stage.ask(new Evict(USERS, List.of(victim)));
        boolean atOnce = stage.see("key6").dirty();
        int steps = stage.pass(0);

        assertThat(evicted).isEqualTo(new CacheResult.Evicted(0));
        assertThat(atOnce).isTrue();
        assertThat(steps).isGreaterThan(2);
        assertThat(stage.dirty()).hasSize(7);
        assertThat(store().epoch()).isGreaterThan(epoch);
        assertThat(store().mark()).isZero();
    }

    /** Else a late attempt could lack what an earlier one had, and hide that the store has lost it. */
    @Test
    void whatIsDirtyWaitsUntilAllThatComesBeforeItIsDirtyToo() {
        for (int i = 0; i < 7; i++) {
            clean(i + 1, "key" + i, stage.written("key" + i, "1"));
        }
        stage.written("dirty", "1");
        meet("run2", 3);
        stage.written("new", "1");

        var first = stage.dirty();
        stage.tick();
        var second = stage.dirty();
        stage.pass(0);

        assertThat(first).isEmpty();
        assertThat(second).extracting(CacheAnswer.DirtyRow::key).containsExactly("key0", "key1");
        assertThat(stage.dirty()).hasSize(9);
        assertThat(stage.dirty()).extracting(CacheAnswer.DirtyRow::version).isSorted();
    }

    @Test
    void whatWasSeenOfTheStoreBeforeItWasMetAnewChangesNothing() {
        clean(7, "alice", stage.written("alice", "1"));
        long before = store().life();
        meet("run2", 7);

        stage.ask(new MeetStore(USERS, 1, before, "run1", 0));

        assertThat(store().run()).isEqualTo("run2");
        assertThat(stage.dirty()).isEmpty();
    }

    @Test
    void whatOnlyTheStoreHadIsTakenUpAgainAndIsClean() {
        long version = stored("alice", draft("1", MINUTE));

        var result = reload("alice", version, draft("1", MINUTE), lookup("alice"));

        assertThat(result).isInstanceOf(Written.class);
        assertThat(stage.see("alice").content()).isEqualTo(CacheStage.text("1"));
        assertThat(stage.see("alice").version()).isGreaterThan(version);
        assertThat(stage.dirty()).isEmpty();
    }

    @Test
    void nothingIsTakenUpThatHasChangedSinceItWasLookedUp() {
        long version = stored("alice", draft("1", MINUTE));
        var lookup = lookup("alice");
        stage.ask(new Delete(key("alice"), CacheCommand.ANY_VERSION));
        var first = reload("alice", version, draft("1", MINUTE), lookup);
        clean(9, "alice", stage.dirty().getFirst().version());

        var second = reload("alice", version, draft("1", MINUTE), lookup);

        assertThat(first).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(second).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(stage.see("alice").elsewhere())
                .as("it is known that the store has its end")
                .isFalse();
    }

    @Test
    void nothingIsTakenUpFromAnotherEpoch() {
        long version = stored("alice", draft("1", MINUTE));
        var lookup = lookup("alice");
        long epoch = store().epoch();
        meet("run2", 0);

        var late =
                stage.ask(new Reload(key("alice"), epoch, version, draft("1", MINUTE), CacheAnswer.FOR_EVER, lookup));

        assertThat(late).isEqualTo(new Refused(Reason.FILL_VOID, 0));
    }

    @Test
    void aClearBeginsAnotherEpochAndLeavesNothingToWrite() {
        stage.written("alice", "1");
        long version = stored("bob", draft("1", MINUTE));
        long epoch = store().epoch();
        stage.ask(new Clear(USERS));
        stage.pass(0);
        var lookup = lookup("bob");

        var late = stage.ask(new Reload(key("bob"), epoch, version, draft("1", MINUTE), CacheAnswer.FOR_EVER, lookup));

        assertThat(late).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(store().epoch()).isGreaterThan(epoch);
        assertThat(stage.dirty()).isEmpty();
    }

    @Test
    void whatWasPurgedSinceItWasStoredIsNotTakenUpAndTheStoreHearsOfIt() {
        var people = draft("1", MINUTE, "people");
        long version = stored("alice", people);
        stage.ask(new Purge(USERS, List.of("people"), false));
        stage.ask(new Purge(USERS, List.of("people"), true));
        stage.pass(CacheLimits.FILL_MILLIS_MAX + 1);

        reload("alice", version, people, lookup("alice"));

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.NOTHING);
        assertThat(stage.dirty()).singleElement().matches(CacheAnswer.DirtyRow::gone);
    }

    @Test
    void whatWasSoftlyPurgedIsTakenUpStale() {
        var people = draft("1", new Windows(60_000, 120_000, 0), "people");
        long version = stored("alice", people);
        stage.ask(new Purge(USERS, List.of("people"), true));
        stage.pass(1_000);

        reload("alice", version, people, lookup("alice"));

        assertThat(stage.see("alice").kind()).isEqualTo(Kind.PRESENT);
        assertThat(stage.see("alice").freshMillis()).isEqualTo(-1_000);
    }

    @Test
    void whatDependsOnAnEntryThatOnlyTheStoreMayHaveIsNotDecidedHere() {
        stored("alice", draft("1", MINUTE));
        var elsewhere = new Refused(Reason.ELSEWHERE, 0);

        assertThat(stage.ask(new Increment(key("alice"), 1, MINUTE, CacheCommand.ANY_VERSION)))
                .isEqualTo(elsewhere);
        assertThat(stage.ask(new Write(key("alice"), draft("2", MINUTE), CacheCommand.NO_VERSION, null)))
                .isEqualTo(elsewhere);
        assertThat(stage.ask(new Delete(key("alice"), CacheCommand.SOME_VERSION)))
                .isEqualTo(elsewhere);
    }

    @Test
    void whatTheStoreIsKnownNotToHaveIsDecidedHereForAWhile() {
        var noted = stage.ask(new NoteMissing(key("alice"), lookup("alice")));
        var write = new Write(key("alice"), draft("2", MINUTE), CacheCommand.NO_VERSION, null);
        var early = stage.see("alice").elsewhere();
        stage.pass(CacheLimits.FILL_MILLIS_MAX + 1);

        assertThat(noted).isEqualTo(new NotStored());
        assertThat(early).isFalse();
        assertThat(stage.ask(write)).isEqualTo(new Refused(Reason.ELSEWHERE, 0));
        stage.ask(new NoteMissing(key("alice"), lookup("alice")));
        assertThat(stage.ask(write)).isInstanceOf(Written.class);
    }

    @Test
    void thatTheStoreDoesNotHaveItIsNotNotedIfTheKeyHasChangedSince() {
        var lookup = lookup("alice");
        stored("alice", draft("1", MINUTE));

        assertThat(stage.ask(new NoteMissing(key("alice"), lookup))).isEqualTo(new Refused(Reason.FILL_VOID, 0));
    }

    @Test
    void moreThanHalfTheRoomIsNotLetWaitForTheStore() {
        var small = new CacheStage(Backing.REDIS, 2_000);
        for (int i = 0; i < 5; i++) {
            small.written("key" + i, "1");
        }
        var behind = new Refused(Reason.BACKLOG, 0);

        assertThat(small.write("key5", draft("1", MINUTE))).isEqualTo(behind);
        assertThat(small.ask(new Delete(key("other"), CacheCommand.ANY_VERSION)))
                .isEqualTo(behind);
        assertThat(small.ask(new Delete(key("key1"), CacheCommand.ANY_VERSION)))
                .isInstanceOf(CacheResult.Deleted.class);
    }
}
