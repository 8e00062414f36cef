package io.holdfast.cache;

import io.holdfast.cache.Row.Kind;
import java.util.List;

/** How entries grow old and come to an end, whoever notices it first: a command, the sweep, or the time. */
final class Ending {

    private final Part part;

    Ending(Part part) {
        this.part = part;
    }

    /** Does to the row what purges and the time have done to it. */
    void ripen(Row row, Moment moment) {
        if (!row.isGone()) {
            meetFloors(row, moment);
        }
        while (part.rows.get(row.key) == row && row.due <= moment.millis()) {
            pass(row, moment);
        }
    }

    /** Purges and clears that came after the row was written. */
    private void meetFloors(Row row, Moment moment) {
        if (row.version < part.clearFloor) {
            part.score.swept++;
            // A clear is remembered for ever: no tombstone is needed for leases to fill, nor for the store behind.
            end(row, moment, row.changed, 0, false);
            return;
        }
        var purge = part.floors.ending(row.version, row.tags);
        if (purge != null) {
            part.score.swept++;
            end(row, moment, purge.version(), purge.millis());
            return;
        }
        long since = part.floors.staleSince(row.version, row.tags);
        if (since == Row.NEVER) {
            return;
        }
        long changed = Math.max(row.changed, part.floors.last(row.tags));
        if (changed != row.changed || since < row.freshUntil) {
            part.leave(row);
            row.changed = changed;
            row.freshUntil = Math.min(row.freshUntil, since);
            part.settle(row);
        }
    }

    /** The row's time has come. */
    private void pass(Row row, Moment moment) {
        if (row.isGone()) {
            forget(row);
        } else if (row.kind == Kind.PRESENT && row.isKeptLonger()) {
            part.leave(row);
            row.kind = Kind.KEPT;
            part.settle(row);
        } else {
            part.score.expired++;
            end(row, moment, row.changed, changedMillis(row, moment));
        }
    }

    /** When a soft purge was that came after the write is not remembered; that it was may matter as long from now. */
    static long changedMillis(Row row, Moment moment) {
        return row.changed > row.version ? moment.millis() : row.written;
    }

    /**
     * Ends an entry. What is needed of it stays as a tombstone: for leases to fill that are older than what happened last,
     * and for the store behind the cache.
     *
     * @param changed the sequence of what last happened to the key on purpose
     * @param changedMillis and when that was
     */
    void end(Row row, Moment moment, long changed, long changedMillis) {
        end(row, moment, changed, changedMillis, part.isBacked());
    }

    /** @param dirty whether the store behind has to hear of it */
    void end(Row row, Moment moment, long changed, long changedMillis, boolean dirty) {
        part.leave(row);
        if (row.kind == Kind.PRESENT || row.kind == Kind.KEPT) {
            part.shelf.removeContent(row.key);
        }
        bury(row, moment, changed, changedMillis, dirty);
    }

    /** Makes a tombstone of a row that stands nowhere. */
    void bury(Row row, Moment moment, long changed, long changedMillis, boolean dirty) {
        row.kind = Kind.GONE;
        row.dirty = dirty;
        row.version = dirty ? moment.sequence() : changed;
        row.changed = changed;
        // While it is dirty it is remembered anyway; since when it has been is of interest.
        row.written = dirty ? moment.millis() : changedMillis;
        row.freshUntil = Row.NEVER;
        row.windows = Windows.FOR_EVER;
        row.tags = List.of();
        row.size = 0;
        if (!dirty && row.nextDue() <= moment.millis()) {
            part.fillFloor = Math.max(part.fillFloor, changed);
            part.shelf.removeHead(row.key);
            return;
        }
        part.settle(row);
        while (part.tombstones.size() > CacheLimits.TOMBSTONES_MAX) {
            forget(part.tombstones.first());
        }
    }

    private void forget(Row tombstone) {
        part.fillFloor = Math.max(part.fillFloor, tombstone.changed);
        part.forget(tombstone);
    }

    /** Remembers that the key was deleted, whether there was anything or not. */
    void delete(Row row, Moment moment) {
        boolean dirty = part.isBacked();
        row.missing = false;
        if (part.rows.get(row.key) == row) {
            end(row, moment, moment.sequence(), moment.millis(), dirty);
        } else {
            bury(row, moment, moment.sequence(), moment.millis(), dirty);
        }
    }
}
