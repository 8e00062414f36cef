package io.holdfast.cache;

/**
 * Has everything written to the store behind the cache once more, because it has lost something: a bounded number of rows
 * at a time is made dirty. What it has not come to yet counts as dirty all the same.
 */
final class Resupply {

    /** As it stands in a snapshot. */
    record ResupplyRow(long target, long atVersion, String atKey) {}

    private final Part part;
    /** Up to where it is going; {@link Row#NO_VERSION} while nothing is to do. */
    private long target = Row.NO_VERSION;

    private Row at = new Row("");

    Resupply(Part part) {
        this.part = part;
    }

    boolean isUnderWay() {
        return target != Row.NO_VERSION;
    }

    /** Begins from the eldest row, whatever was under way. */
    void begin(Moment moment) {
        target = moment.sequence();
        at = new Row("");
        at.version = Row.NO_VERSION;
    }

    /** Whether the row is still to be made dirty. */
    boolean covers(Row row) {
        return isUnderWay() && row.version < target && Row.BY_VERSION.compare(row, at) > 0;
    }

    /** Whether it has been by; what it makes dirty later comes after such a row. */
    boolean hasPassed(Row row) {
        return !isUnderWay() || Row.BY_VERSION.compare(row, at) <= 0;
    }

    /** Looks at this many rows at most; returns how many it has looked at. */
    int pass(int most) {
        int looked = 0;
        while (isUnderWay() && looked < most) {
            var row = part.byVersion.higher(at);
            if (row == null || row.version >= target) {
                target = Row.NO_VERSION;
                return looked;
            }
            looked++;
            at = new Row(row.key);
            at.version = row.version;
            if (!row.dirty) {
                part.leave(row);
                row.dirty = true;
                part.settle(row);
            }
        }
        return looked;
    }

    /** It goes on with every step of time until it is through. */
    long nextDue() {
        return isUnderWay() ? 0 : Row.NEVER;
    }

    ResupplyRow save() {
        return new ResupplyRow(target, at.version, at.key);
    }

    void load(ResupplyRow row) {
        target = row.target();
        at = new Row(row.atKey());
        at.version = row.atVersion();
    }
}
