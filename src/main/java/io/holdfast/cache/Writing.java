package io.holdfast.cache;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheResult.Each;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.Row.Kind;
import io.holdfast.core.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes, deletes and counts in one part of a cache, one step at a time. */
final class Writing {

    private static final String NUMBER_TYPE = "text/plain";

    private final Part part;
    private final Moment moment;

    Writing(Part part, Moment moment) {
        this.part = part;
        this.moment = moment;
    }

    CacheResult write(CacheCommand.Write command) {
        var row = part.ripe(command.key().key(), moment);
        var refused = refusal(row, command.ifVersion(), command.draft());
        if (refused == null
                && command.fill() != null
                && part.isVoid(row, command.fill(), command.draft().tags())) {
            part.score.fillsVoid++;
            refused = Reason.FILL_VOID;
        }
        if (refused != null) {
            return refuse(refused, row);
        }
        if (command.fill() != null) {
            part.score.fills++;
        }
        boolean created = !isShown(row);
        put(command.key().key(), row, command.draft());
        return new CacheResult.Written(moment.sequence(), created, part.isCrowded());
    }

    private Refused refuse(Reason reason, @Nullable Row row) {
        part.score.refused++;
        return new Refused(reason, versionOf(row));
    }

    static long versionOf(@Nullable Row row) {
        return row == null || row.isGone() ? 0 : row.version;
    }

    private static boolean isShown(@Nullable Row row) {
        return row != null && row.kind == Kind.PRESENT;
    }

    private static boolean holds(@Nullable Row row, long ifVersion) {
        if (ifVersion == CacheCommand.ANY_VERSION) {
            return true;
        }
        if (ifVersion == CacheCommand.SOME_VERSION) {
            return isShown(row);
        }
        return ifVersion == CacheCommand.NO_VERSION ? !isShown(row) : ifVersion == versionOf(row);
    }

    private @Nullable Reason refusal(@Nullable Row row, long ifVersion, Draft draft) {
        if (isUndecided(row, ifVersion)) {
            return Reason.ELSEWHERE;
        }
        return holds(row, ifVersion) ? room(row, weight(draft.content())) : Reason.VERSION_DIFFERS;
    }

    /** Whether it matters if there is an entry, and only the store behind can say so. */
    private boolean isUndecided(@Nullable Row row, long ifVersion) {
        boolean matters = ifVersion == CacheCommand.SOME_VERSION || ifVersion == CacheCommand.NO_VERSION;
        return matters && part.isElsewhere(row);
    }

    /** Whether there is room for so much more than there was. */
    private @Nullable Reason room(@Nullable Row row, long weight) {
        var full = overflow(row, weight);
        return full == null && part.isBehind() ? Reason.BACKLOG : full;
    }

    /** Whether the cache has no room for this in place of what there is. */
    @Nullable
    Reason overflow(@Nullable Row row, Draft draft) {
        return overflow(row, weight(draft.content()));
    }

    private @Nullable Reason overflow(@Nullable Row row, long weight) {
        long more = weight - (row == null ? 0 : row.bytes());
        long most = part.bytesMax + Math.max(part.bytesMax / 4, CacheLimits.ROOM_BYTES_MIN);
        return more > 0 && part.bytes + more > most ? Reason.FULL : null;
    }

    private static long weight(@Nullable Content content) {
        return CacheLimits.ENTRY_OVERHEAD + (content == null ? 0 : content.size());
    }

    private void put(String key, @Nullable Row old, Draft draft) {
        var row = begin(key, old, draft.content());
        row.windows = draft.windows();
        row.freshUntil = draft.windows().freshMillis() == 0
                ? Row.NEVER
                : Row.later(moment.millis(), draft.windows().freshMillis());
        row.tags = draft.tags();
        part.settle(row);
    }

    /** Takes the row out and gives it its new content; windows and tags stay as they are. */
    Row begin(String key, @Nullable Row old, @Nullable Content content) {
        var row = old == null ? new Row(key) : old;
        if (old != null) {
            part.leave(old);
        }
        boolean had = row.kind == Kind.PRESENT || row.kind == Kind.KEPT;
        row.kind = content == null ? Kind.ABSENT : Kind.PRESENT;
        row.version = moment.sequence();
        row.changed = moment.sequence();
        row.written = moment.millis();
        row.size = content == null ? 0 : content.size();
        row.dirty = part.isBacked();
        row.missing = false;
        if (content != null) {
            part.shelf.putContent(key, content);
        } else if (had) {
            part.shelf.removeContent(key);
        }
        part.score.written++;
        moment.tell(new CacheEvent.Written(
                new CacheKey(part.cache, key), row.version, content == null ? -1 : content.size()));
        return row;
    }

    CacheResult delete(CacheCommand.Delete command) {
        var row = part.ripe(command.key().key(), moment);
        var refused = refusal(row, command.ifVersion());
        if (refused != null) {
            return refuse(refused, row);
        }
        return new CacheResult.Deleted(moment.sequence(), remove(command.key().key(), row));
    }

    /** Where there is nothing, a delete adds to what waits for the store behind. */
    private @Nullable Reason refusal(@Nullable Row row, long ifVersion) {
        if (isUndecided(row, ifVersion)) {
            return Reason.ELSEWHERE;
        }
        if (!holds(row, ifVersion)) {
            return Reason.VERSION_DIFFERS;
        }
        boolean adds = row == null || (row.isGone() && !row.dirty);
        return adds && part.isBehind() ? Reason.BACKLOG : null;
    }

    private boolean remove(String key, @Nullable Row row) {
        boolean existed = isShown(row);
        new Ending(part).delete(row == null ? new Row(key) : row, moment);
        part.score.deleted++;
        moment.tell(new CacheEvent.Deleted(new CacheKey(part.cache, key), moment.sequence()));
        return existed;
    }

    CacheResult increment(CacheCommand.Increment command) {
        var key = command.key().key();
        var row = part.ripe(key, moment);
        if (command.ifVersion() <= 0 && part.isElsewhere(row)) {
            return refuse(Reason.ELSEWHERE, row);
        }
        if (!holds(row, command.ifVersion())) {
            return refuse(Reason.VERSION_DIFFERS, row);
        }
        var type = NUMBER_TYPE;
        long value = 0;
        if (isShown(row)) {
            var content = part.shelf.content(key);
            var number = Decimal.read(content);
            if (number == null) {
                return refuse(Reason.NOT_A_NUMBER, row);
            }
            type = content.type();
            value = number;
        }
        long sum = value + command.by();
        if (((value ^ sum) & (command.by() ^ sum)) < 0) {
            return refuse(Reason.OVERFLOW, row);
        }
        return count(command, row, new Content(type, false, new Payload(Utf8.encode(Long.toString(sum)))), sum);
    }

    private CacheResult count(CacheCommand.Increment command, @Nullable Row row, Content content, long sum) {
        var reason = room(row, weight(content));
        if (reason != null) {
            return refuse(reason, row);
        }
        boolean created = !isShown(row);
        if (created) {
            put(command.key().key(), row, new Draft(content, command.windows(), List.of()));
        } else {
            part.settle(begin(command.key().key(), row, content));
        }
        return new CacheResult.Counted(moment.sequence(), sum, created);
    }

    CacheResult writeAll(CacheCommand.WriteAll command) {
        var found = new ArrayList<Each>(command.items().size());
        boolean refused = false;
        long weight = 0;
        for (var item : command.items()) {
            var row = part.ripe(item.key(), moment);
            weight += weight(item.draft().content());
            var reason = refusal(row, item.ifVersion(), item.draft());
            if (reason == null && room(null, weight) == Reason.FULL) {
                reason = Reason.FULL;
            }
            refused |= reason != null;
            found.add(new Each(reason == null ? moment.sequence() : versionOf(row), !isShown(row), reason));
        }
        if (refused && command.atomic()) {
            part.score.refused++;
            return undone(found);
        }
        for (int i = 0; i < found.size(); i++) {
            var item = command.items().get(i);
            if (found.get(i).refused() == null) {
                put(item.key(), part.rows.get(item.key()), item.draft());
            }
        }
        return new CacheResult.Batched(found, true, part.isCrowded());
    }

    CacheResult deleteAll(CacheCommand.DeleteAll command) {
        var found = new ArrayList<Each>(command.items().size());
        boolean refused = false;
        for (var item : command.items()) {
            var row = part.ripe(item.key(), moment);
            var reason = refusal(row, item.ifVersion());
            refused |= reason != null;
            found.add(new Each(reason == null ? moment.sequence() : versionOf(row), isShown(row), reason));
        }
        if (refused && command.atomic()) {
            part.score.refused++;
            return undone(found);
        }
        for (int i = 0; i < found.size(); i++) {
            var item = command.items().get(i);
            if (found.get(i).refused() == null) {
                remove(item.key(), part.rows.get(item.key()));
            }
        }
        return new CacheResult.Batched(found, true, part.isCrowded());
    }

    /** What was not refused for itself was not done either: it has no version of this step. */
    private static CacheResult undone(List<Each> found) {
        return new CacheResult.Batched(
                found.stream()
                        .map(each -> each.refused() == null ? new Each(0, false, null) : each)
                        .toList(),
                false,
                false);
    }
}
