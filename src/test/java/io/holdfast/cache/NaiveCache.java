package io.holdfast.cache;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheResult.Each;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.Event;
import io.holdfast.core.Payload;
import io.holdfast.core.Stamp;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A part of a cache without any cleverness: what is purged is gone at once, and everything is remembered for ever. */
final class NaiveCache {

    static final long NEVER = Long.MAX_VALUE;

    static final class Entry {
        Kind kind = Kind.PRESENT;
        long version;
        long written;
        long freshUntil;
        Windows windows = Windows.FOR_EVER;
        List<String> tags = List.of();

        @Nullable
        Content content;

        /** In the store: how many purges there were of its tags since, and whether one ended it. */
        int purges;

        boolean hasEnded;

        Entry copy() {
            var copy = new Entry();
            copy.version = version;
            copy.freshUntil = freshUntil;
            copy.windows = windows;
            copy.tags = tags;
            copy.content = content;
            return copy;
        }

        long keptUntil() {
            long window = Math.max(windows.staleMillis(), windows.errorMillis());
            return freshUntil == NEVER ? NEVER : freshUntil + window;
        }

        long due() {
            long window = windows.staleMillis();
            if (kind == Kind.KEPT) {
                window = Math.max(window, windows.errorMillis());
            }
            return freshUntil == NEVER ? NEVER : freshUntil + window;
        }

        long bytes(String key) {
            return 200L + key.getBytes(StandardCharsets.UTF_8).length + (content == null ? 0 : content.size());
        }
    }

    final CacheName cache;
    final long birth;
    long version;
    CacheSettings settings;
    long bytesMax;
    final TreeMap<String, Entry> entries = new TreeMap<>();
    /** What the store behind does not have: true if that is an end. */
    final TreeMap<String, Boolean> dirty = new TreeMap<>();

    /** What the store behind has. */
    final TreeMap<String, Entry> stored = new TreeMap<>();
    /** Keys of the command of which the machine cannot say whether the store has them. */
    List<String> undecided = List.of();
    /** What nobody but the store behind can say anything of. */
    final TreeSet<String> onlyStored = new TreeSet<>();

    private final Map<String, Long> changed = new LinkedHashMap<>();
    private final Map<String, Long> purged = new LinkedHashMap<>();
    private long cleared = -1;
    long written;
    long deleted;
    long evicted;
    long purges;
    long clears;
    long fills;
    long fillsVoid;
    long refused;
    Stamp at = Stamp.ZERO;
    List<Event> events = new ArrayList<>();

    NaiveCache(CacheCommand.Configure command) {
        cache = command.cache();
        birth = command.birth();
        version = command.version();
        settings = command.settings();
        bytesMax = command.bytesMax();
    }

    boolean isBacked() {
        return settings.backing() != Backing.NONE;
    }

    long bytes() {
        return entries.entrySet().stream()
                .mapToLong(entry -> entry.getValue().bytes(entry.getKey()))
                .sum();
    }

    long dirtyBytes() {
        return dirty.entrySet().stream()
                .mapToLong(entry -> entry.getValue()
                        ? 200 + entry.getKey().getBytes(StandardCharsets.UTF_8).length
                        : entries.get(entry.getKey()).bytes(entry.getKey()))
                .sum();
    }

    void timePassed(long now) {
        for (var key : List.copyOf(entries.keySet())) {
            var entry = entries.get(key);
            if (entry.kind == Kind.PRESENT
                    && entry.due() <= now
                    && entry.windows.errorMillis() > entry.windows.staleMillis()) {
                entry.kind = Kind.KEPT;
            }
            if (entry.due() <= now) {
                end(key);
            }
        }
    }

    private void end(String key) {
        entries.remove(key);
        if (isBacked()) {
            dirty.put(key, true);
        }
    }

    CacheResult apply(CacheCommand command) {
        return switch (command) {
            case CacheCommand.Write write -> write(write);
            case CacheCommand.Delete delete -> {
                var key = delete.key().key();
                var reason = refusal(key, delete.ifVersion());
                if (reason != null) {
                    yield refuse(reason, key);
                }
                yield new CacheResult.Deleted(at.sequence(), delete(key));
            }
            case CacheCommand.Increment increment -> increment(increment);
            case CacheCommand.WriteAll all -> writeAll(all);
            case CacheCommand.DeleteAll all -> deleteAll(all);
            case CacheCommand.Purge purge -> purge(purge);
            case CacheCommand.Clear _ -> {
                entries.keySet().forEach(dirty::remove);
                entries.clear();
                onlyStored.clear();
                stored.clear();
                cleared = at.sequence();
                clears++;
                events.add(new CacheEvent.Cleared(cache, at.sequence()));
                yield new CacheResult.Purged(at.sequence());
            }
            case CacheCommand.Evict evict -> evict(evict);
            case CacheCommand.Reload reload -> reload(reload);
            default -> throw new IllegalArgumentException("not of a part: " + command);
        };
    }

    private boolean isShown(String key) {
        var entry = entries.get(key);
        return entry != null && entry.kind == Kind.PRESENT;
    }

    long versionOf(String key) {
        var entry = entries.get(key);
        return entry == null ? 0 : entry.version;
    }

    private boolean holds(String key, long condition) {
        if (condition == -1) {
            return true;
        }
        if (condition == -2 || condition == 0) {
            return isShown(key) == (condition == -2);
        }
        return versionOf(key) == condition;
    }

    private Refused refuse(Reason reason, String key) {
        refused++;
        return new Refused(reason, versionOf(key));
    }

    private @Nullable Reason room(long had, long weight) {
        long most = bytesMax + Math.max(bytesMax / 4, 4 << 20);
        if (weight > had && bytes() + weight - had > most) {
            return Reason.FULL;
        }
        return isBacked() && dirtyBytes() > bytesMax / 2 ? Reason.BACKLOG : null;
    }

    /** Whether it matters if there is an entry, and nobody can be expected to know. */
    private boolean isUndecided(String key, boolean matters) {
        boolean isUndecided = undecided.contains(key);
        if (isUndecided && !mayBeStored(key)) {
            throw new AssertionError(key + " is known, whatever the store has");
        }
        return matters && (isUndecided || onlyStored.contains(key));
    }

    private @Nullable Reason refusal(String key, long condition, Draft draft) {
        if (isUndecided(key, condition == -2 || condition == 0)) {
            return Reason.ELSEWHERE;
        }
        return holds(key, condition) ? room(had(key), weight(draft)) : Reason.VERSION_DIFFERS;
    }

    private @Nullable Reason refusal(String key, long condition) {
        if (isUndecided(key, condition == -2 || condition == 0)) {
            return Reason.ELSEWHERE;
        }
        if (!holds(key, condition)) {
            return Reason.VERSION_DIFFERS;
        }
        boolean adds = !entries.containsKey(key) && !dirty.containsKey(key);
        return adds && isBacked() && dirtyBytes() > bytesMax / 2 ? Reason.BACKLOG : null;
    }

    private long had(String key) {
        var there = entries.get(key);
        return there == null ? 0 : there.bytes(key);
    }

    private static long weight(Draft draft) {
        return 200L + (draft.content() == null ? 0 : draft.content().size());
    }

    private boolean isVoid(String key, long basis, Draft draft) {
        return changed.getOrDefault(key, -1L) > basis
                || cleared > basis
                || draft.tags().stream().anyMatch(tag -> purged.getOrDefault(tag, -1L) > basis);
    }

    private CacheResult write(CacheCommand.Write write) {
        var key = write.key().key();
        var reason = refusal(key, write.ifVersion(), write.draft());
        if (reason == null && write.fill() != null && isVoid(key, write.fill().basis(), write.draft())) {
            fillsVoid++;
            reason = Reason.FILL_VOID;
        }
        if (reason != null) {
            return refuse(reason, key);
        }
        fills += write.fill() == null ? 0 : 1;
        boolean created = !isShown(key);
        put(key, write.draft());
        return new CacheResult.Written(at.sequence(), created, bytes() > bytesMax);
    }

    private void put(String key, Draft draft) {
        var entry = new Entry();
        entry.windows = draft.windows();
        entry.freshUntil = draft.windows().freshMillis() == 0
                ? NEVER
                : at.millis() + draft.windows().freshMillis();
        entry.tags = draft.tags();
        put(key, entry, draft.content());
    }

    private void put(String key, Entry entry, @Nullable Content content) {
        entry.kind = content == null ? Kind.ABSENT : Kind.PRESENT;
        entry.content = content;
        entry.version = at.sequence();
        entry.written = at.millis();
        entries.put(key, entry);
        onlyStored.remove(key);
        changed.put(key, at.sequence());
        if (isBacked()) {
            dirty.put(key, false);
        }
        written++;
        events.add(
                new CacheEvent.Written(new CacheKey(cache, key), at.sequence(), content == null ? -1 : content.size()));
    }

    private boolean delete(String key) {
        boolean existed = isShown(key);
        entries.remove(key);
        onlyStored.remove(key);
        changed.put(key, at.sequence());
        if (isBacked()) {
            dirty.put(key, true);
        }
        deleted++;
        events.add(new CacheEvent.Deleted(new CacheKey(cache, key), at.sequence()));
        return existed;
    }

    private CacheResult increment(CacheCommand.Increment command) {
        var key = command.key().key();
        if (isUndecided(key, command.ifVersion() <= 0)) {
            return refuse(Reason.ELSEWHERE, key);
        }
        if (!holds(key, command.ifVersion())) {
            return refuse(Reason.VERSION_DIFFERS, key);
        }
        var old = isShown(key) ? entries.get(key) : null;
        var content = old == null ? null : Objects.requireNonNull(old.content);
        BigInteger value = BigInteger.ZERO;
        if (content != null) {
            var text = new String(content.value().bytes(), StandardCharsets.ISO_8859_1);
            if (content.deflated() || text.length() > 20 || !text.matches("-?[0-9]+")) {
                return refuse(Reason.NOT_A_NUMBER, key);
            }
            value = new BigInteger(text);
        }
        var sum = value.add(BigInteger.valueOf(command.by()));
        if (sum.bitLength() > 63) {
            return refuse(Reason.OVERFLOW, key);
        }
        var counted = new Content(
                content == null ? "text/plain" : content.type(),
                false,
                new Payload(sum.toString().getBytes(StandardCharsets.US_ASCII)));
        var reason = room(had(key), 200 + counted.size());
        if (reason != null) {
            return refuse(reason, key);
        }
        if (old == null) {
            put(key, new Draft(counted, command.windows(), List.of()));
        } else {
            put(key, old, counted);
        }
        return new CacheResult.Counted(at.sequence(), sum.longValueExact(), old == null);
    }

    private CacheResult writeAll(CacheCommand.WriteAll all) {
        var each = new ArrayList<Each>();
        long weight = 0;
        for (var item : all.items()) {
            weight += weight(item.draft());
            var reason = refusal(item.key(), item.ifVersion(), item.draft());
            reason = reason == null && room(0, weight) == Reason.FULL ? Reason.FULL : reason;
            each.add(new Each(reason == null ? at.sequence() : versionOf(item.key()), !isShown(item.key()), reason));
        }
        if (isUndone(each, all.atomic())) {
            return undone(each);
        }
        for (int i = 0; i < each.size(); i++) {
            if (each.get(i).refused() == null) {
                put(all.items().get(i).key(), all.items().get(i).draft());
            }
        }
        return new CacheResult.Batched(each, true, bytes() > bytesMax);
    }

    private CacheResult deleteAll(CacheCommand.DeleteAll all) {
        var each = new ArrayList<Each>();
        for (var item : all.items()) {
            var reason = refusal(item.key(), item.ifVersion());
            each.add(new Each(reason == null ? at.sequence() : versionOf(item.key()), isShown(item.key()), reason));
        }
        if (isUndone(each, all.atomic())) {
            return undone(each);
        }
        for (int i = 0; i < each.size(); i++) {
            if (each.get(i).refused() == null) {
                delete(all.items().get(i).key());
            }
        }
        return new CacheResult.Batched(each, true, bytes() > bytesMax);
    }

    private static boolean isUndone(List<Each> each, boolean atomic) {
        return atomic && each.stream().anyMatch(one -> one.refused() != null);
    }

    private CacheResult undone(List<Each> each) {
        refused++;
        var none = each.stream()
                .map(one -> one.refused() == null ? new Each(0, false, null) : one)
                .toList();
        return new CacheResult.Batched(none, false, false);
    }

    private CacheResult purge(CacheCommand.Purge purge) {
        for (var key : List.copyOf(entries.keySet())) {
            var entry = entries.get(key);
            if (entry.tags.stream().noneMatch(purge.tags()::contains)) {
                continue;
            }
            changed.put(key, at.sequence());
            if (purge.soft()) {
                entry.freshUntil = Math.min(entry.freshUntil, at.millis());
            } else {
                end(key);
            }
        }
        for (var entry : stored.values()) {
            if (entry.tags.stream().anyMatch(purge.tags()::contains)) {
                entry.purges++;
                entry.hasEnded |= !purge.soft();
                entry.freshUntil = purge.soft() ? Math.min(entry.freshUntil, at.millis()) : entry.freshUntil;
            }
        }
        purge.tags().forEach(tag -> purged.put(tag, at.sequence()));
        purges++;
        events.add(new CacheEvent.Purged(cache, purge.tags(), purge.soft(), at.sequence()));
        return new CacheResult.Purged(at.sequence());
    }

    /** The store has what there is under the key. */
    void clean(String key) {
        if (dirty.remove(key)) {
            stored.remove(key);
        } else {
            stored.put(key, entries.get(key).copy());
        }
    }

    void meet(boolean lost) {
        if (lost) {
            stored.clear();
            onlyStored.clear();
            entries.keySet().forEach(key -> dirty.put(key, false));
        }
    }

    boolean mayBeStored(String key) {
        return isBacked() && !entries.containsKey(key) && !dirty.containsKey(key);
    }

    private CacheResult reload(CacheCommand.Reload reload) {
        var key = reload.key().key();
        if (!mayBeStored(key) || isVoid(key, reload.lookup().basis(), reload.draft())) {
            fillsVoid++;
            return new Refused(Reason.FILL_VOID, versionOf(key));
        }
        var entry = Objects.requireNonNull(stored.get(key));
        onlyStored.remove(key);
        if (entry.hasEnded) {
            changed.put(key, at.sequence());
            dirty.put(key, true);
            return new CacheResult.Deleted(at.sequence(), false);
        }
        if (room(0, 200L + (entry.content == null ? 0 : entry.content.size())) == Reason.FULL) {
            return refuse(Reason.FULL, key);
        }
        put(key, entry.copy(), entry.content);
        dirty.remove(key);
        boolean crowded = bytes() > bytesMax;
        timePassed(at.millis());
        return new CacheResult.Written(at.sequence(), true, crowded);
    }

    private CacheResult evict(CacheCommand.Evict evict) {
        int count = 0;
        for (var victim : evict.victims()) {
            if (versionOf(victim.key()) == victim.version() && !dirty.containsKey(victim.key())) {
                entries.remove(victim.key());
                if (isBacked()) {
                    onlyStored.add(victim.key());
                }
                count++;
            }
        }
        evicted += count;
        if (count > 0) {
            events.add(new CacheEvent.Evicted(cache, count));
        }
        return new CacheResult.Evicted(count);
    }
}
