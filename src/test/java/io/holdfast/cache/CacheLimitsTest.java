package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Item;
import io.holdfast.cache.CacheCommand.Purge;
import io.holdfast.cache.CacheCommand.WriteAll;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.core.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheLimitsTest {

    private static final Windows WINDOWS = Windows.FOR_EVER;

    @Test
    void aKeyHasAtMost512Bytes() {
        var most = new CacheKey(CacheStage.USERS, "ö".repeat(CacheLimits.KEY_BYTES_MAX / 2));

        assertThat(most.key()).hasSize(256);
        assertThatIllegalArgumentException().isThrownBy(() -> new CacheKey(CacheStage.USERS, most.key() + "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new CacheKey(CacheStage.USERS, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new CacheKey(CacheStage.USERS, "\ud800"));
    }

    @Test
    void aValueHasAtMostAMebibyte() {
        var most = new Content("a/b", false, new Payload(new byte[CacheLimits.VALUE_BYTES_MAX]));

        assertThat(most.size()).isEqualTo(1 << 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Content("a/b", false, new Payload(new byte[CacheLimits.VALUE_BYTES_MAX + 1])));
    }

    @Test
    void anEntryHasAtMost32Tags() {
        var most = Collections.nCopies(CacheLimits.TAGS_MAX, "tag");

        assertThat(new Draft(null, WINDOWS, most).tags()).hasSize(32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(null, WINDOWS, Collections.nCopies(CacheLimits.TAGS_MAX + 1, "tag")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(null, WINDOWS, List.of("t".repeat(CacheLimits.TAG_LENGTH_MAX + 1))));
    }

    @Test
    void aBatchHasAtMostAThousandKeysAndNoneTwice() {
        var items = IntStream.rangeClosed(0, CacheLimits.BATCH_MAX)
                .mapToObj(i -> new Item("key" + i, new Draft(null, WINDOWS, List.of()), CacheCommand.ANY_VERSION))
                .toList();

        assertThat(new WriteAll(CacheStage.USERS, items.subList(1, items.size()), true).items())
                .hasSize(1_000);
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteAll(CacheStage.USERS, items, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WriteAll(CacheStage.USERS, List.of(items.getFirst(), items.getFirst()), true));
    }

    @Test
    void aBatchFitsIntoAnEntryOfTheLog() {
        var half = new Content("a/b", false, new Payload(new byte[CacheLimits.VALUE_BYTES_MAX]));
        var items = IntStream.range(0, 2)
                .mapToObj(i -> new Item("key" + i, new Draft(half, WINDOWS, List.of()), CacheCommand.ANY_VERSION))
                .toList();

        assertThatIllegalArgumentException().isThrownBy(() -> new WriteAll(CacheStage.USERS, items, true));
    }

    @Test
    void moreTombstonesThanAreRememberedMakeOlderLeasesVoid() {
        var stage = new CacheStage();
        long basis = stage.see("bob").basis();
        for (int i = 0; i < CacheLimits.TOMBSTONES_MAX; i++) {
            stage.ask(new Delete(CacheStage.key("key" + i), CacheCommand.ANY_VERSION));
        }
        var before = stage.fill("other", CacheStage.draft("1", WINDOWS), basis);

        stage.ask(new Delete(CacheStage.key("alice"), CacheCommand.ANY_VERSION));

        assertThat(before).isInstanceOf(CacheResult.Written.class);
        assertThat(stage.view().tombstones()).isEqualTo(CacheLimits.TOMBSTONES_MAX);
        assertThat(stage.fill("bob", CacheStage.draft("1", WINDOWS), basis))
                .isEqualTo(new Refused(Reason.FILL_VOID, 0));
    }

    @Test
    void morePurgesThanAreRememberedAreRefusedUntilTheEarlierAreSwept() {
        var stage = new CacheStage();
        stage.written("alice", "1", "people");
        for (int i = 0; i < CacheLimits.FLOORS_MAX; i++) {
            stage.ask(new Purge(CacheStage.USERS, List.of("tag" + i), true));
        }

        var refused = stage.ask(new Purge(CacheStage.USERS, List.of("people"), false));
        stage.pass(0);
        var taken = stage.ask(new Purge(CacheStage.USERS, List.of("people"), false));

        assertThat(refused).isEqualTo(new Refused(Reason.PURGES_MAX, 0));
        assertThat(taken).isInstanceOf(CacheResult.Purged.class);
        assertThat(stage.view().floors()).isEqualTo(CacheLimits.FLOORS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "007", "-9223372036854775808", "9223372036854775807"})
    void decimalTextIsANumber(String text) {
        assertThat(Decimal.read(CacheStage.text(text))).isEqualTo(Long.parseLong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1.0", " 1", "9223372036854775808", "-9223372036854775809", "1e3"})
    void otherTextIsNone(String text) {
        assertThat(Decimal.read(CacheStage.text(text))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ö", "€", "𝄞", "aö€𝄞z"})
    void textIsEncodedAsEverywhere(String text) {
        assertThat(Utf8.encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Utf8.decode(Utf8.encode(text), 0, Utf8.encode(text).length)).isEqualTo(text);
    }

    @Test
    void keysWithTheSameRootLieTogether() {
        var one = new CacheKey(CacheStage.USERS, "{alice}/name");
        var other = new CacheKey(CacheStage.USERS, "mail/{alice}");

        assertThat(one.rooted()).isEqualTo(other.rooted());
        assertThat(new CacheKey(CacheStage.USERS, "a{}b").rooted()).isEqualTo("users/a{}b");
    }
}
