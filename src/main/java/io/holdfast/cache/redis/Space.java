package io.holdfast.cache.redis;

import io.holdfast.cache.CacheName;
import org.jspecify.annotations.Nullable;

/**
 * Where in Redis a part of a cache is, for one epoch: what another epoch has left is somewhere else, and never read again.
 * A birth belongs to one cache, so that no two caches share a key whatever they are called.
 */
record Space(String group, CacheName cache, long birth, long epoch) {

    /** As it stands in the index of spaces. */
    String name() {
        return birth + "." + epoch + ":" + cache.value();
    }

    /** Null if it is not the name of a space. */
    static @Nullable Space of(String group, String name) {
        int dot = name.indexOf('.');
        int colon = name.indexOf(':');
        if (dot < 1 || colon < dot) {
            return null;
        }
        try {
            return new Space(
                    group,
                    new CacheName(name.substring(colon + 1)),
                    Long.parseLong(name, 0, dot, 10),
                    Long.parseLong(name, dot + 1, colon, 10));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
