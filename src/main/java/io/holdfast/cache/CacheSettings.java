package io.holdfast.cache;

/**
 * How a cache behaves.
 *
 * @param bytesMax how many bytes of entries the cache keeps; beyond it those written least recently go
 * @param windows of entries that say nothing
 * @param jitterPercent by so much less at most an entry is fresh than was said, so that not all go stale at once
 * @param negativeMillis for how long "there is none" is fresh where the entry says nothing
 * @param backing where else entries are kept
 */
public record CacheSettings(long bytesMax, Windows windows, int jitterPercent, long negativeMillis, Backing backing) {

    /** A store behind the cache. */
    public enum Backing {
        NONE,
        /** What is written goes to Redis, which may have more than the cache: what is missed is looked up there. */
        REDIS
    }

    public static final int JITTER_PERCENT_MAX = 50;

    /** The settings of a cache that says nothing. */
    public static final CacheSettings DEFAULT = new CacheSettings(1L << 30, Windows.FOR_EVER, 0, 60_000, Backing.NONE);

    public CacheSettings {
        CacheLimits.check("maxBytes", bytesMax, 1, CacheLimits.BYTES_MAX);
        CacheLimits.check("jitter", jitterPercent, 0, JITTER_PERCENT_MAX);
        CacheLimits.check("negativeTtl", negativeMillis, 1, CacheLimits.WINDOW_MILLIS_MAX);
    }
}
