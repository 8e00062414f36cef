package io.holdfast.cache.redis;

import static io.holdfast.cache.redis.StoreStage.USERS;
import static io.holdfast.cache.redis.StoreStage.draft;
import static io.holdfast.cache.redis.StoreStage.key;
import static io.holdfast.cache.redis.StoreStage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheAnswer.DirtyRows;
import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Clear;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Increment;
import io.holdfast.cache.CacheCommand.Purge;
import io.holdfast.cache.CacheInquiry.Dirty;
import io.holdfast.cache.CacheResult.Counted;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CachesCommand;
import io.holdfast.cache.StoreMark;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.BackingStore.Unreachable;
import io.holdfast.cache.edge.Found.State;
import io.holdfast.core.Request;
import io.holdfast.testing.RedisServer;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache with a real Redis behind it, through all that can happen to Redis. */
@Timeout(120)
class WriteBackTest {

    private static final Windows MINUTE = new Windows(60_000, 0, 0);

    @TempDir
    private Path directory;

    private RedisServer redis;
    private StoreStage stage;

    @BeforeEach
    void start() throws IOException {
        redis = new RedisServer(directory);
        stage = new StoreStage(redis, "cluster", 1 << 30);
    }

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
        redis.close();
    }

    /** Has it that only Redis has the entry. */
    private void store(String key, String text, String... tags) {
        stage.write(key, text, tags);
        stage.writeBack();
        stage.evict(key);
        assertThat(stage.sight(key).elsewhere()).isTrue();
    }

    @Test
    void whatIsWrittenStandsInRedisAndIsClean() {
        for (int i = 0; i < 1_200; i++) {
            stage.write("key" + i, "value " + i);
        }

        stage.writeBack();

        assertThat(stage.view().dirty()).isZero();
        assertThat(stage.field("key77", "value")).isEqualTo("value 77");
        assertThat(stage.field("key77", "kind")).isEqualTo("present");
        assertThat(stage.writeBack.written.sum()).isEqualTo(1_200);
    }

    @Test
    void whatOnlyRedisHasIsReadAndTakenUpAgain() {
        store("alice", "1", "people", "vip");

        var found = stage.read("alice");

        assertThat(text(found)).isEqualTo("1");
        assertThat(found.tags()).containsExactly("people", "vip");
        assertThat(stage.sight("alice").kind()).isEqualTo(CacheAnswer.Kind.PRESENT);
        assertThat(stage.view().dirty()).isZero();
    }

    @Test
    void ofManyReadersOneLooksItUp() throws Exception {
        store("alice", "1");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = IntStream.range(0, 50)
                    .mapToObj(_ -> threads.submit(() -> text(stage.read("alice"))))
                    .toList();

            for (var read : reads) {
                assertThat(read.get()).isEqualTo("1");
            }
        }

        assertThat(stage.backing.count().found().get()).isEqualTo(1);
        assertThat(stage.view().tally().reloaded()).isEqualTo(1);
    }

    @Test
    void whatRedisDoesNotHaveIsLookedUpOnce() {
        store("bob", "1");

        for (int i = 0; i < 5; i++) {
            assertThat(stage.read("alice").state()).isEqualTo(State.NOTHING);
        }

        assertThat(stage.backing.count().missing().get()).isEqualTo(1);
        stage.write("alice", "2");
        assertThat(text(stage.read("alice"))).isEqualTo("2");
    }

    /** What is to be written back now; it may be sent later. */
    private DirtyRows dirty() {
        return stage.group().ask(new Dirty(USERS, 0, "", 10));
    }

    private RedisStore.Attempt send(StoreMark least, DirtyRows page) {
        return stage.store.write(stage.keys, stage.space(), least, 1, page);
    }

    @Test
    void aDeleteLeavesAMarkThatALateWriteDoesNotOvercome() {
        store("bob", "1");
        stage.write("alice", "1");
        var mark = stage.view().store();
        var late = dirty();
        stage.ask(new Delete(key("alice"), CacheCommand.ANY_VERSION));
        stage.writeBack();

        send(mark, new DirtyRows(late.rows(), stage.view().store().mark()));

        assertThat(stage.field("alice", "kind")).isEqualTo("gone");
        assertThat(stage.leftMillis("alice")).isPositive();
        assertThat(stage.read("alice").state()).isEqualTo(State.NOTHING);
    }

    @Test
    void aWriteThatComesWhenRedisHasForgottenTheDeleteIsRefused() {
        store("bob", "1");
        stage.write("alice", "1");
        var mark = stage.view().store();
        var late = dirty();
        stage.ask(new Delete(key("alice"), CacheCommand.ANY_VERSION));
        stage.writeBack();
        stage.forget("alice");

        var attempt = send(mark, late);

        assertThat(stage.field("alice", "kind")).isNull();
        assertThat(attempt).isEqualTo(new RedisStore.Outrun());
    }

    @Test
    void lateWritesDoNotHideThatRedisWasEmptied() {
        store("bob", "1");
        var mark = stage.view().store();
        stage.write("carol", "2");
        var late = dirty();
        store("alice", "3");
        stage.redis(RedisCommands::flushall);
        var least = new StoreMark(mark.epoch(), mark.life(), mark.run(), 0);

        for (int i = 0; i < 5; i++) {
            send(least, late);
        }
        stage.write("dave", "4");
        stage.writeBackAtLast();

        assertThat(stage.view().store().epoch()).isGreaterThan(mark.epoch());
        assertThat(stage.field("carol", "value")).isEqualTo("2");
    }

    @Test
    void whoWasDeposedWritesNothingMore() {
        stage.write("alice", "1");
        var late = dirty();
        stage.writeBack();
        stage.group().changeLeader();
        stage.write("alice", "2");
        stage.writeBack();

        var attempt = send(
                stage.view().store(),
                new DirtyRows(late.rows(), stage.view().store().mark()));

        assertThat(attempt).isEqualTo(new RedisStore.Outrun());
        assertThat(stage.field("alice", "value")).isEqualTo("2");
    }

    @Test
    void aLeaderThatDiesBeforeItSaysWhatItWroteLosesNothing() {
        stage.write("alice", "1");
        stage.writeBack();
        stage.write("alice", "2");
        send(stage.view().store(), dirty());
        stage.group().changeLeader();
        stage.write("alice", "3");

        stage.writeBack();
        stage.evict("alice");

        assertThat(text(stage.read("alice"))).isEqualTo("3");
    }

    @Test
    void whatIsWrittenWhileRedisIsAwayIsWrittenBackWhenItIsThereAgain() throws IOException {
        stage.write("alice", "1");
        stage.writeBack();
        redis.kill();
        stage.write("bob", "2");
        assertThatThrownBy(stage::writeBack).isInstanceOf(Unreachable.class);
        boolean waits = stage.sight("bob").dirty();

        redis.start();
        stage.writeBackAtLast();

        assertThat(waits).isTrue();
        assertThat(stage.field("alice", "value")).isEqualTo("1");
        assertThat(stage.field("bob", "value")).isEqualTo("2");
    }

    @Test
    void whatOnlyRedisMayHaveIsNotSaidToBeMissingWhileItIsAway() {
        store("alice", "1");
        redis.kill();

        assertThat(stage.read("alice").state()).isEqualTo(State.UNREACHED);
        assertThat(stage.lines.settle(key("alice"))).isFalse();
    }

    @Test
    void anEmptiedRedisIsGivenAllThatTheClusterHas() {
        stage.write("alice", "1");
        store("bob", "2");
        stage.redis(RedisCommands::flushall);
        stage.write("carol", "3");

        stage.writeBackAtLast();

        assertThat(stage.field("alice", "value")).isEqualTo("1");
        assertThat(stage.field("carol", "value")).isEqualTo("3");
        assertThat(stage.read("bob").state()).isEqualTo(State.NOTHING);
    }

    @Test
    void whatAnOlderRedisHasIsNotTakenForTheNewest() throws IOException {
        stage.write("alice", "old");
        stage.writeBack();
        stage.redis(RedisCommands::save);
        store("alice", "new");
        redis.kill();
        redis.start();

        var early = stage.read("alice").state();
        stage.writeBackAtLast();

        assertThat(early).isEqualTo(State.UNREACHED);
        assertThat(stage.read("alice").state()).isEqualTo(State.NOTHING);
    }

    @Test
    void aRedisThatWasStartedAnewWithAllItHadGoesOnAsItWas() throws IOException {
        store("alice", "1");
        long epoch = stage.view().store().epoch();
        stage.redis(RedisCommands::save);
        redis.kill();
        redis.start();

        stage.write("bob", "2");
        stage.writeBackAtLast();

        assertThat(stage.view().store().epoch()).isEqualTo(epoch);
        assertThat(text(stage.read("alice"))).isEqualTo("1");
    }

    @Test
    void aRedisThatStandsStillHoldsUpNeitherReadsOfWhatIsThereNorWrites() {
        stage.write("alice", "1");
        store("bob", "2");
        redis.pause();
        try {
            stage.write("carol", "3");

            assertThatThrownBy(stage::writeBack).isInstanceOf(Unreachable.class);
            assertThat(text(stage.read("alice"))).isEqualTo("1");
            assertThat(stage.read("bob").state()).isEqualTo(State.UNREACHED);
        } finally {
            redis.resume();
        }
        stage.writeBackAtLast();

        assertThat(text(stage.read("bob"))).isEqualTo("2");
        assertThat(stage.view().dirty()).isZero();
    }

    @Test
    void whatIsLeftOfAnEntrysTimeGoesWithIt() {
        stage.write("alice", draft("1", new Windows(60_000, 30_000, 0)));
        stage.group().pass(Duration.ofSeconds(20));
        stage.writeBack();
        long left = stage.leftMillis("alice");
        stage.evict("alice");

        var found = stage.read("alice");

        assertThat(left).isBetween(60_000L, 70_000L);
        assertThat(found.remainingMillis()).isBetween(30_000L, 40_000L);
        assertThat(found.windows()).isEqualTo(new Windows(60_000, 30_000, 0));
    }

    @Test
    void aNegativeEntryIsKeptAsOne() {
        stage.write("alice", new CacheCommand.Draft(null, MINUTE, List.of()));
        stage.writeBack();
        stage.evict("alice");

        assertThat(stage.read("alice").state()).isEqualTo(State.ABSENT);
    }

    @Test
    void aPurgeReachesWhatOnlyRedisHas() {
        store("alice", "1", "people");
        store("bob", "2", "things");
        stage.ask(new Purge(USERS, List.of("people"), false));

        assertThat(stage.read("alice").state()).isEqualTo(State.NOTHING);
        assertThat(text(stage.read("bob"))).isEqualTo("2");
    }

    @Test
    void aClearReachesWhatOnlyRedisHasAndItIsRemovedThere() {
        store("alice", "1");
        var before = stage.space();
        stage.ask(new Clear(USERS));
        stage.write("bob", "2");
        stage.writeBack();

        assertThat(stage.read("alice").state()).isEqualTo(State.NOTHING);
        assertThat(stage.store.spaces(stage.keys, "data-0")).contains(before.name());
        new Leftovers(stage.consensus, stage.store).remove(stage.keys, stage.group());
        assertThat(stage.store.spaces(stage.keys, "data-0"))
                .containsExactly(stage.space().name());
        assertThat(stage.names("*alice")).isEmpty();
    }

    @Test
    void whatIsLeftOfADeletedCacheIsRemoved() {
        store("alice", "1");
        stage.consensus.submit(new Request(null, 0, null, new CachesCommand.Delete(USERS, CachesCommand.ANY_VERSION)));

        new Leftovers(stage.consensus, stage.store).remove(stage.keys, stage.group());

        assertThat(stage.names("*")).isEmpty();
    }

    @Test
    void oneClusterDoesNotSeeWhatAnotherHasLeft() {
        store("alice", "1");
        try (var other = new StoreStage(redis, "other", 1 << 30)) {
            other.write("bob", "2");
            other.writeBack();

            assertThat(other.read("alice").state()).isEqualTo(State.NOTHING);
        }
    }

    @Test
    void aNumberThatOnlyRedisHasIsAddedTo() {
        store("hits", "41");
        var command = new Increment(key("hits"), 1, Windows.FOR_EVER, CacheCommand.ANY_VERSION);

        var undecided = stage.ask(command);
        boolean settled = stage.lines.settle(key("hits"));

        assertThat(undecided).isInstanceOf(Refused.class);
        assertThat(settled).isTrue();
        assertThat(((Counted) stage.ask(command)).value()).isEqualTo(42);
    }

    @Test
    void whatNobodyHasIsAddedToFromZero() {
        store("other", "1");
        var command = new Increment(key("hits"), 1, Windows.FOR_EVER, CacheCommand.ANY_VERSION);

        boolean settled = stage.lines.settle(key("hits"));

        assertThat(settled).isTrue();
        assertThat(((Counted) stage.ask(command)).value()).isEqualTo(1);
    }

    @Test
    void aCrowdedCacheGetsRidOfWhatRedisHasAndStillHasAll() {
        stage.close();
        stage = new StoreStage(redis, "small", 10_000);
        for (int i = 0; i < 200; i++) {
            stage.write("key" + i, "value " + i);
            if (i % 10 == 9) {
                stage.writeBack();
            }
        }

        assertThat(stage.view().bytes()).isLessThanOrEqualTo(10_000);
        for (int i = 0; i < 200; i++) {
            assertThat(text(stage.read("key" + i))).isEqualTo("value " + i);
        }
    }
}
