package io.holdfast.cache;

import org.jspecify.annotations.Nullable;

/**
 * Names one entry of one cache.
 *
 * @param key any text without broken surrogates, at most {@link CacheLimits#KEY_BYTES_MAX} bytes of UTF-8
 */
public record CacheKey(CacheName cache, String key) implements Comparable<CacheKey> {

    public CacheKey {
        int bytes = CacheLimits.bytesOf(key);
        if (bytes < 1 || bytes > CacheLimits.KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a key is 1 to " + CacheLimits.KEY_BYTES_MAX + " bytes of valid UTF-8, not " + bytes);
        }
    }

    /**
     * What decides where the entry lives: the key, or what stands between its first <code>{</code> and the next
     * <code>}</code> if that is not empty, so that keys can be kept together.
     */
    public String rooted() {
        int from = key.indexOf('{');
        int to = key.indexOf('}', from + 1);
        var root = from < 0 || to <= from + 1 ? key : key.substring(from + 1, to);
        return cache.value() + '/' + root;
    }

    /** Written out, because keys are looked up at each read and what a record brings costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey that
                && key.equals(that.key)
                && cache.value().equals(that.cache.value());
    }

    @Override
    public int hashCode() {
        return 31 * cache.value().hashCode() + key.hashCode();
    }

    @Override
    public int compareTo(CacheKey other) {
        int byCache = cache.compareTo(other.cache);
        return byCache != 0 ? byCache : key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return cache + "/" + key;
    }
}
