package io.holdfast.cache;

/**
 * Removes what purges and clears have ended, a bounded number of rows at a time. It goes over everything older than the last
 * purge, and begins anew when there was another meanwhile; floors that nothing is left for are removed.
 */
final class Sweep {

    /** As it stands in a snapshot. */
    record SweepRow(long lastPurge, long swept, long target, long atVersion, String atKey, long due) {}

    private final Part part;
    /** The sequence of the last purge of a tag. */
    long lastPurge = Row.NO_VERSION;
    /** Everything older has met all purges and clears up to this one. */
    long swept = Row.NO_VERSION;
    /** Up to where it is going; {@link Row#NO_VERSION} while nothing is to do. */
    private long target = Row.NO_VERSION;

    private Row at = new Row("");
    private long due = Row.NEVER;

    Sweep(Part part) {
        this.part = part;
    }

    boolean isUnderWay() {
        return target != Row.NO_VERSION;
    }

    /** There was a purge or a clear. */
    void begin(Moment moment) {
        if (!isUnderWay()) {
            restart();
            due = moment.millis();
        }
    }

    private void restart() {
        target = part.lastFloor();
        at = new Row("");
        at.version = Row.NO_VERSION;
    }

    /** Looks at this many rows at most; returns how many it has looked at. */
    int pass(Moment moment, int most) {
        int looked = 0;
        var ending = new Ending(part);
        while (isUnderWay() && looked < most) {
            var row = part.byVersion.higher(at);
            if (row == null || row.version >= target) {
                finish();
                continue;
            }
            looked++;
            mark(row);
            ending.ripen(row, moment);
        }
        return looked;
    }

    private void mark(Row row) {
        at = new Row(row.key);
        at.version = row.version;
    }

    private void finish() {
        swept = target;
        target = Row.NO_VERSION;
        due = Row.NEVER;
        if (part.lastFloor() > swept) {
            restart();
            due = 0;
        }
    }

    /** Removes floors that nothing depends on any more. */
    void forget(Moment moment) {
        while (part.floors.eldest() <= swept && floorDue() <= moment.millis()) {
            forgetEldest();
        }
    }

    /** Where a store behind may have what was purged, purges are remembered as long as there is room. */
    private long floorDue() {
        return part.isBacked() ? Row.NEVER : part.floors.nextDue();
    }

    private void forgetEldest() {
        part.fillFloor = Math.max(part.fillFloor, part.floors.eldest());
        part.purgeFloor = Math.max(part.purgeFloor, part.floors.eldest());
        part.floors.forgetEldest();
    }

    /** Makes room for this many purges; false if there is none. */
    boolean hasRoom(int more) {
        while (part.floors.size() + more > CacheLimits.FLOORS_MAX && part.floors.eldest() <= swept) {
            forgetEldest();
        }
        return part.floors.size() + more <= CacheLimits.FLOORS_MAX;
    }

    long nextDue() {
        return isUnderWay() ? due : floorDue();
    }

    SweepRow save() {
        return new SweepRow(lastPurge, swept, target, at.version, at.key, due);
    }

    void load(SweepRow row) {
        lastPurge = row.lastPurge();
        swept = row.swept();
        target = row.target();
        at = new Row(row.atKey());
        at.version = row.atVersion();
        due = row.due();
    }
}
