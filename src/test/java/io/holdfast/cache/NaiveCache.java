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
                if (!holds(key, delete.ifVersion())) {
                    yield refuse(Reason.VERSION_DIFFERS, key);
                }
                yield new CacheResult.Deleted(at.sequence(), delete(key));
            }
            case CacheCommand.Increment increment -> increment(increment);
            case CacheCommand.WriteAll all -> writeAll(all);
            case CacheCommand.DeleteAll all -> deleteAll(all);
            case CacheCommand.Purge purge -> purge(purge);
            case CacheCommand.Clear _ -> {
                List.copyOf(entries.keySet()).forEach(this::end);
                cleared = at.sequence();
                clears++;
                events.add(new CacheEvent.Cleared(cache, at.sequence()));
                yield new CacheResult.Purged(at.sequence());
            }
            case CacheCommand.Evict evict -> evict(evict);
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

    private @Nullable Reason refusal(String key, long condition, Draft draft) {
        return holds(key, condition) ? room(had(key), weight(draft)) : Reason.VERSION_DIFFERS;
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
            boolean holds = holds(item.key(), item.ifVersion());
            each.add(new Each(
                    holds ? at.sequence() : versionOf(item.key()),
                    isShown(item.key()),
                    holds ? null : Reason.VERSION_DIFFERS));
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
        purge.tags().forEach(tag -> purged.put(tag, at.sequence()));
        purges++;
        events.add(new CacheEvent.Purged(cache, purge.tags(), purge.soft(), at.sequence()));
        return new CacheResult.Purged(at.sequence());
    }

    private CacheResult evict(CacheCommand.Evict evict) {
        int count = 0;
        for (var victim : evict.victims()) {
            if (versionOf(victim.key()) == victim.version() && !dirty.containsKey(victim.key())) {
                entries.remove(victim.key());
                if (settings.backing() == Backing.MIRROR) {
                    dirty.put(victim.key(), true);
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
