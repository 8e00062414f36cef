package io.holdfast.cache;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.Payload;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** What can be done to caches, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface CacheMove {

    List<CacheName> CACHES = List.of(new CacheName("a"), new CacheName("b"));
    List<String> KEYS = List.of("k", "l", "m", "n", "ö");
    List<String> TAGS = List.of("x", "y", "z");

    /** How a version is chosen: any, none, some, the one that is there, one that never was. */
    enum Condition {
        ANY,
        NONE,
        SOME,
        CURRENT,
        WRONG
    }

    record Make(CacheName cache, int births, boolean newer, CacheSettings settings, long bytesMax)
            implements CacheMove {}

    record Remove(CacheName cache, int births) implements CacheMove {}

    /** @param basis by how many steps the lease to fill is old; negative is without */
    record Put(CacheName cache, String key, Draft draft, Condition condition, int basis) implements CacheMove {}

    record Take(CacheName cache, String key, Condition condition) implements CacheMove {}

    record Count(CacheName cache, String key, long by, Windows windows, Condition condition) implements CacheMove {}

    record PutAll(CacheName cache, List<String> keys, List<Draft> drafts, List<Condition> conditions, boolean atomic)
            implements CacheMove {}

    record TakeAll(CacheName cache, List<String> keys, List<Condition> conditions, boolean atomic)
            implements CacheMove {}

    record Sweep(CacheName cache, List<String> tags, boolean soft) implements CacheMove {}

    record Empty(CacheName cache) implements CacheMove {}

    /** @param outdated whether it names versions that are not there any more */
    record Shrink(CacheName cache, int most, boolean outdated) implements CacheMove {}

    /** @param place which of those that are dirty */
    record WriteBack(CacheName cache, int place, boolean outdated) implements CacheMove {}

    /** The store behind is found to have been started anew. */
    record Meet(CacheName cache, boolean lost) implements CacheMove {}

    /** What the store behind has is taken up. @param basis by how many steps the look-up is old */
    record LookUp(CacheName cache, String key, int basis) implements CacheMove {}

    record Pass(long millis) implements CacheMove {}

    /** The machine is saved with its shelf, and a new one loaded. */
    record Reload() implements CacheMove {}

    static List<CacheMove> draw(Seeded seeded, int count) {
        var moves = new ArrayList<CacheMove>(count);
        boolean tight = seeded.percent(30);
        CACHES.forEach(cache -> moves.add(make(seeded, cache, tight, 0)));
        while (moves.size() < count) {
            moves.add(draw(seeded, tight));
        }
        return moves;
    }

    private static CacheMove draw(Seeded seeded, boolean tight) {
        var cache = seeded.percent(80) ? CACHES.getFirst() : CACHES.getLast();
        var key = seeded.pick(KEYS);
        int dice = seeded.below(100);
        if (dice < 27) {
            int basis = seeded.percent(60) ? -1 : seeded.below(12);
            return new Put(cache, key, draft(seeded, seeded.percent(10)), condition(seeded), basis);
        }
        if (dice < 35) {
            return new Take(cache, key, condition(seeded));
        }
        if (dice < 42) {
            long by = seeded.percent(85) ? seeded.between(-5, 5) : seeded.bits();
            return new Count(cache, key, by, windows(seeded), condition(seeded));
        }
        if (dice < 48) {
            return batch(seeded, cache);
        }
        if (dice < 56) {
            return new Sweep(cache, keysOf(seeded, TAGS), seeded.percent(50));
        }
        if (dice < 58) {
            return new Empty(cache);
        }
        if (dice < 62) {
            return new Shrink(cache, 1 + seeded.below(3), seeded.percent(20));
        }
        if (dice < 70) {
            return new WriteBack(cache, seeded.below(3), seeded.percent(20));
        }
        if (dice < 74) {
            return new LookUp(cache, key, seeded.percent(70) ? 0 : seeded.below(12));
        }
        if (dice < 75) {
            return new Meet(cache, seeded.percent(40));
        }
        if (dice < 77) {
            return seeded.percent(70)
                    ? make(seeded, cache, tight, seeded.percent(20) ? 1 : 0)
                    : new Remove(cache, seeded.percent(30) ? 0 : -1);
        }
        return dice < 97 ? new Pass(seeded.percent(95) ? seeded.between(0, 1_200) : 61_000) : new Reload();
    }

    private static Make make(Seeded seeded, CacheName cache, boolean tight, int births) {
        long bytesMax = tight ? 2_000_000 + seeded.below(4_000_000) : 1 << 30;
        var backing = cache.equals(CACHES.getFirst()) ? Backing.NONE : seeded.pick(List.of(Backing.values()));
        return new Make(
                cache,
                births,
                seeded.percent(80),
                new CacheSettings(bytesMax, Windows.FOR_EVER, 0, 1_000, backing),
                bytesMax);
    }

    private static CacheMove batch(Seeded seeded, CacheName cache) {
        var keys = keysOf(seeded, KEYS);
        var conditions = keys.stream().map(_ -> condition(seeded)).toList();
        boolean atomic = seeded.percent(50);
        return seeded.percent(60)
                ? new PutAll(
                        cache,
                        keys,
                        keys.stream().map(_ -> draft(seeded, false)).toList(),
                        conditions,
                        atomic)
                : new TakeAll(cache, keys, conditions, atomic);
    }

    private static List<String> keysOf(Seeded seeded, List<String> all) {
        var some = new ArrayList<String>();
        all.forEach(each -> {
            if (seeded.percent(40)) {
                some.add(each);
            }
        });
        return some.isEmpty() ? List.of(seeded.pick(all)) : some;
    }

    private static Condition condition(Seeded seeded) {
        return seeded.percent(70) ? Condition.ANY : seeded.pick(List.of(Condition.values()));
    }

    private static Draft draft(Seeded seeded, boolean large) {
        var tags = TAGS.stream().filter(_ -> seeded.percent(30)).toList();
        return new Draft(seeded.percent(12) ? null : content(seeded, large), windows(seeded), tags);
    }

    private static Content content(Seeded seeded, boolean large) {
        var bytes = seeded.percent(40)
                ? Utf8.encode(Integer.toString(seeded.below(20) - 10))
                : new byte[large ? 500_000 + seeded.below(500_000) : seeded.below(20)];
        return new Content(seeded.percent(80) ? "text/plain" : "image/png", seeded.percent(10), new Payload(bytes));
    }

    private static Windows windows(Seeded seeded) {
        return new Windows(
                seeded.percent(40) ? 0 : 1 + seeded.below(3_000),
                seeded.percent(50) ? 0 : 1 + seeded.below(1_500),
                seeded.percent(50) ? 0 : 1 + seeded.below(3_000));
    }
}
