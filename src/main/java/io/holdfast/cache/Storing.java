package io.holdfast.cache;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one part of a cache and the store behind it have to do with one another. */
final class Storing {

    private final Part part;
    private final Moment moment;

    Storing(Part part, Moment moment) {
        this.part = part;
        this.moment = moment;
    }

    CacheResult meet(CacheCommand.MeetStore command) {
        boolean isKnown = part.birth != command.birth() || part.store.life() != command.life() || !part.isBacked();
        if (!isKnown) {
            long epoch = part.store.epoch();
            part.store = part.store.met(moment.sequence(), command.run(), command.found());
            if (part.store.epoch() != epoch) {
                part.resupply.begin(moment);
                moment.tell(new CacheEvent.StoreLost(part.cache, part.store.epoch()));
            }
        }
        return new CacheResult.StoreMet(part.store);
    }

    CacheResult clean(CacheCommand.Clean command) {
        if (part.store.life() != command.life()) {
            return new CacheResult.Cleaned(0);
        }
        part.store = part.store.written(command.mark());
        var cleaned = new ArrayList<Victim>();
        for (var written : command.rows()) {
            var row = part.rows.get(written.key());
            if (row == null || !row.dirty || row.version != written.version()) {
                continue;
            }
            part.leave(row);
            row.dirty = false;
            row.missing = row.isGone();
            part.settle(row);
            cleaned.add(written);
        }
        part.score.writtenBack += cleaned.size();
        if (!cleaned.isEmpty()) {
            moment.tell(new CacheEvent.Cleaned(part.cache, cleaned));
        }
        return new CacheResult.Cleaned(cleaned.size());
    }

    /** Remembers for a while that the store does not have it either. */
    CacheResult noteMissing(CacheCommand.NoteMissing command) {
        var key = command.key().key();
        var row = part.ripe(key, moment);
        boolean isThere = row != null && (!row.isGone() || row.dirty);
        if (isThere || !part.isBacked() || part.isVoid(row, command.lookup(), List.of())) {
            return new Refused(Reason.FILL_VOID, Writing.versionOf(row));
        }
        var tombstone = row == null ? new Row(key) : row;
        if (row != null) {
            part.leave(row);
        }
        tombstone.missing = true;
        new Ending(part).bury(tombstone, moment, command.lookup().basis(), moment.millis(), false);
        return new CacheResult.NotStored();
    }

    /**
     * Takes up again what only the store had. It is written anew with a version of its own, and so is not the first to go
     * when room is needed.
     */
    CacheResult reload(CacheCommand.Reload command) {
        var key = command.key().key();
        var row = part.ripe(key, moment);
        if (isOutdated(row, command)) {
            part.score.fillsVoid++;
            return new Refused(Reason.FILL_VOID, Writing.versionOf(row));
        }
        if (hasEnded(command)) {
            // The store has to hear of it, or it would be looked up there for ever.
            new Ending(part).delete(row == null ? new Row(key) : row, moment);
            return new CacheResult.Deleted(moment.sequence(), false);
        }
        var writing = new Writing(part, moment);
        var full = writing.overflow(row, command.draft());
        if (full != null) {
            part.score.refused++;
            return new Refused(full, 0);
        }
        put(writing, row, command);
        return new CacheResult.Written(moment.sequence(), true, part.isCrowded());
    }

    /** Whether anything has happened to the key since it was looked up, or to what is known of the store. */
    private boolean isOutdated(@Nullable Row row, CacheCommand.Reload command) {
        boolean isThere = row != null && (!row.isGone() || row.dirty);
        return isThere
                || !part.isBacked()
                || part.store.epoch() != command.epoch()
                || part.isVoid(row, command.lookup(), command.draft().tags());
    }

    /** Purges that are not remembered any more are taken to have been of its tags. */
    private boolean hasEnded(CacheCommand.Reload command) {
        var tags = command.draft().tags();
        return part.floors.ending(command.version(), tags) != null
                || (!tags.isEmpty() && command.version() < part.purgeFloor);
    }

    private void put(Writing writing, @Nullable Row old, CacheCommand.Reload command) {
        Draft draft = command.draft();
        var row = writing.begin(command.key().key(), old, draft.content());
        long left = command.freshMillis();
        long freshUntil = left == CacheAnswer.FOR_EVER ? Row.NEVER : moment.millis() + left;
        row.freshUntil = Math.min(freshUntil, part.floors.staleSince(command.version(), draft.tags()));
        row.windows = draft.windows();
        row.tags = draft.tags();
        row.dirty = false;
        part.score.reloaded++;
        part.settle(row);
        new Ending(part).ripen(row, moment);
    }
}
