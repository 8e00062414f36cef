package io.holdfast.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tags were purged, and when: an entry that was written before the floor of one of its tags has met its end. The floor
 * of a tag is removed when nothing older than it is left, and no lease to fill can be.
 */
final class Floors {

    /** A purge. */
    record Mark(long version, long millis) {}

    /** All that is remembered of a tag. */
    private static final class Floor {
        /** In the order they were made, as the next: an entry is ended by the first that came after it. */
        private final List<Mark> hard = new ArrayList<>();

        private final List<Mark> soft = new ArrayList<>();

        Mark last() {
            if (hard.isEmpty() || soft.isEmpty()) {
                return hard.isEmpty() ? soft.getLast() : hard.getLast();
            }
            return soft.getLast().version() > hard.getLast().version() ? soft.getLast() : hard.getLast();
        }

        int marks() {
            return soft.size() + hard.size();
        }

        /** The last that ended entries stays: the store behind may have some that it has not met. */
        void forget(long swept) {
            while (hard.size() > 1 && hard.getFirst().version() <= swept) {
                hard.removeFirst();
            }
            soft.removeIf(mark -> mark.version() <= swept);
        }
    }

    /** A tag's floor as it stands in a snapshot. */
    record FloorRow(String tag, List<Mark> hard, List<Mark> soft) {}

    /** The tag that was purged last comes last. */
    private final LinkedHashMap<String, Floor> byTag = new LinkedHashMap<>();

    private int marks;

    /** How many purges are remembered. */
    int size() {
        return marks;
    }

    /** @param swept nothing older than this is left that an earlier purge has not met */
    void purge(String tag, Mark mark, boolean soft, long swept) {
        var floor = byTag.remove(tag);
        if (floor == null) {
            floor = new Floor();
        }
        marks -= floor.marks();
        floor.forget(swept);
        (soft ? floor.soft : floor.hard).add(mark);
        marks += floor.marks();
        byTag.put(tag, floor);
    }

    /** The first purge that ended such an entry; null if none did. */
    @Nullable
    Mark ending(long version, List<String> tags) {
        Mark ending = null;
        for (var tag : tags) {
            var floor = byTag.get(tag);
            var first = floor == null ? null : first(floor.hard, version);
            if (first != null && (ending == null || first.version() < ending.version())) {
                ending = first;
            }
        }
        return ending;
    }

    /** When the first purge was that made such an entry stale; {@link Row#NEVER} if none did. */
    long staleSince(long version, List<String> tags) {
        long since = Row.NEVER;
        for (var tag : tags) {
            var floor = byTag.get(tag);
            var first = floor == null ? null : first(floor.soft, version);
            if (first != null) {
                since = Math.min(since, first.millis());
            }
        }
        return since;
    }

    private static @Nullable Mark first(List<Mark> marks, long version) {
        for (var mark : marks) {
            if (mark.version() > version) {
                return mark;
            }
        }
        return null;
    }

    /** The last purge of any of these tags; {@link Row#NO_VERSION} if none is remembered. */
    long last(List<String> tags) {
        long last = Row.NO_VERSION;
        for (var tag : tags) {
            var floor = byTag.get(tag);
            if (floor != null) {
                last = Math.max(last, floor.last().version());
            }
        }
        return last;
    }

    /** When the floor of the tag that was not purged for longest can be removed as far as leases go. */
    long nextDue() {
        return byTag.isEmpty()
                ? Row.NEVER
                : byTag.firstEntry().getValue().last().millis() + CacheLimits.FILL_MILLIS_MAX;
    }

    /** The last purge of the tag that was not purged for longest; {@link Row#NEVER} if there is none. */
    long eldest() {
        return byTag.isEmpty()
                ? Row.NEVER
                : byTag.firstEntry().getValue().last().version();
    }

    void forgetEldest() {
        marks -= byTag.pollFirstEntry().getValue().marks();
    }

    List<FloorRow> save() {
        var rows = new ArrayList<FloorRow>(byTag.size());
        byTag.forEach((tag, floor) -> rows.add(new FloorRow(tag, List.copyOf(floor.hard), List.copyOf(floor.soft))));
        return rows;
    }

    void load(FloorRow row) {
        var floor = new Floor();
        floor.hard.addAll(row.hard());
        floor.soft.addAll(row.soft());
        marks += floor.marks();
        byTag.put(row.tag(), floor);
    }
}
