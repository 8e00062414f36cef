package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Writing;
import io.holdfast.core.Command;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which copies a command outdates. */
final class Outdating {

    private Outdating() {}

    /**
     * Null if it outdates none.
     *
     * @param writer who asks for it; null if that is not known
     */
    static @Nullable Writing of(Command command, Writing.@Nullable Writer writer) {
        if (!(command instanceof CacheCommand change)) {
            return null;
        }
        var keys = new ArrayList<CacheKey>();
        change.keys(keys::add);
        var cache = change.cache();
        var sweeps = new ArrayList<Writing.Sweep>();
        if (cache != null && (change.touchesWholeCache() || !change.tags().isEmpty())) {
            sweeps.add(new Writing.Sweep(cache, change.touchesWholeCache() ? List.of() : change.tags()));
        }
        return keys.isEmpty() && sweeps.isEmpty() ? null : new Writing(keys, sweeps, writer);
    }

    /** The one entry that the command outdates; null if there are more, or none. */
    static @Nullable CacheKey only(Command command) {
        var writing = of(command, null);
        return writing != null && writing.sweeps().isEmpty() && writing.keys().size() == 1
                ? writing.keys().getFirst()
                : null;
    }
}
