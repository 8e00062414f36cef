package io.holdfast.cache;

import io.holdfast.core.Command;

/** Everything that can be asked of the catalogue of caches. */
public sealed interface CachesCommand extends Command {

    /** As a condition on a version: whatever there is. */
    long ANY_VERSION = -1;
    /** As a condition on a version: only where there is nothing. */
    long NO_VERSION = 0;

    CacheName cache();

    /**
     * Let there be this cache, with these settings. Where it has them already, nothing changes, its version included.
     *
     * @param ifVersion only where the cache has this version now, or {@link #NO_VERSION}, or {@link #ANY_VERSION}
     */
    record Define(CacheName cache, CacheSettings settings, long ifVersion) implements CachesCommand {

        public Define {
            CacheLimits.check("ifVersion", ifVersion, ANY_VERSION, Long.MAX_VALUE);
        }
    }

    /**
     * Let there be no such cache. Its entries are dropped by those who hear of it.
     *
     * @param ifVersion only where the cache has this version now, or {@link #ANY_VERSION}
     */
    record Delete(CacheName cache, long ifVersion) implements CachesCommand {

        public Delete {
            CacheLimits.check("ifVersion", ifVersion, ANY_VERSION, Long.MAX_VALUE);
        }
    }
}
