package io.holdfast.cache;

import io.holdfast.cache.CachesCommand.Define;
import io.holdfast.cache.CachesCommand.Delete;
import io.holdfast.cache.CachesResult.Defined;
import io.holdfast.cache.CachesResult.Deleted;
import io.holdfast.cache.CachesResult.Reason;
import io.holdfast.cache.CachesResult.Refused;
import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which caches there are, and how each is to behave. Their entries are elsewhere: the data groups learn from here what to keep.
 *
 * <p>Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 the version of a cache grows whenever its settings change, and a cache's birth is its first version;
 *   <li>INV-2 a cache keeps the kind of store behind it that it was born with;
 *   <li>INV-3 {@link #changed} is the sequence of the last step that changed anything.
 * </ul>
 */
public final class CachesMachine implements Machine<CachesCommand> {

    /** Caches in a cluster. */
    public static final int CACHES_MAX = 1_000;

    private record Head(long changed, int caches) {}

    private final NavigableMap<CacheName, CacheDefinition> caches = new TreeMap<>();
    private long changed;

    @Override
    public Applied<CachesResult> apply(Stamp at, CachesCommand command) {
        return switch (command) {
            case Define define -> define(at, define);
            case Delete delete -> delete(at, delete);
        };
    }

    private Applied<CachesResult> define(Stamp at, Define command) {
        var cache = caches.get(command.cache());
        if (!holds(command.ifVersion(), cache)) {
            return Applied.of(new Refused(Reason.VERSION_DIFFERS));
        }
        if (cache == null) {
            if (caches.size() >= CACHES_MAX) {
                return Applied.of(new Refused(Reason.CACHES_MAX));
            }
            return put(at, new CacheDefinition(command.cache(), command.settings(), at.sequence(), at.sequence()));
        }
        if (cache.settings().backing() != command.settings().backing()) {
            return Applied.of(new Refused(Reason.BACKING_FIXED));
        }
        if (cache.settings().equals(command.settings())) {
            return Applied.of(new Defined(cache.birth(), cache.version(), false));
        }
        return put(at, new CacheDefinition(command.cache(), command.settings(), cache.birth(), at.sequence()));
    }

    private Applied<CachesResult> put(Stamp at, CacheDefinition cache) {
        boolean created = caches.put(cache.cache(), cache) == null;
        changed = at.sequence();
        return Applied.of(
                new Defined(cache.birth(), cache.version(), created),
                new CachesEvent.Defined(cache.cache(), cache.version(), created));
    }

    private Applied<CachesResult> delete(Stamp at, Delete command) {
        var cache = caches.get(command.cache());
        if (cache == null) {
            return Applied.of(new Refused(Reason.NO_CACHE));
        }
        if (!holds(command.ifVersion(), cache)) {
            return Applied.of(new Refused(Reason.VERSION_DIFFERS));
        }
        caches.remove(command.cache());
        changed = at.sequence();
        return Applied.of(new Deleted(cache.birth()), new CachesEvent.Deleted(cache.cache(), cache.birth()));
    }

    private static boolean holds(long ifVersion, @Nullable CacheDefinition cache) {
        return ifVersion == CachesCommand.ANY_VERSION
                || ifVersion == (cache == null ? CachesCommand.NO_VERSION : cache.version());
    }

    public @Nullable CacheDefinition find(CacheName cache) {
        return caches.get(cache);
    }

    /** Lists caches by name, after {@code after}. */
    public List<CacheDefinition> list(String prefix, @Nullable CacheName after, int limit) {
        var found = new ArrayList<CacheDefinition>();
        for (var cache : startingAt(prefix, after).values()) {
            if (found.size() == limit || !cache.cache().value().startsWith(prefix)) {
                break;
            }
            found.add(cache);
        }
        return found;
    }

    private NavigableMap<CacheName, CacheDefinition> startingAt(String prefix, @Nullable CacheName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return caches.tailMap(after, false);
        }
        return prefix.isEmpty() ? caches : caches.tailMap(new CacheName(prefix), true);
    }

    public int cacheCount() {
        return caches.size();
    }

    /** The sequence of the last step that changed anything here; 0 if none did. */
    public long changed() {
        return changed;
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return List.of();
    }

    @Override
    public OptionalLong nextDeadline() {
        return OptionalLong.empty();
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    @Override
    public void save(RowSink rows) {
        rows.put(new Head(changed, caches.size()));
        caches.values().forEach(rows::put);
    }

    @Override
    public void load(RowSource rows, int version) {
        var head = rows.take(Head.class);
        changed = head.changed();
        for (int left = head.caches(); left > 0; left--) {
            var cache = rows.take(CacheDefinition.class);
            caches.put(cache.cache(), cache);
        }
    }
}
