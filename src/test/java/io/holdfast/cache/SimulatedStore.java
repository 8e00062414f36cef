package io.holdfast.cache;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripts in Redis do, in a store that is saved now and then, and then and now started from what was saved. */
final class SimulatedStore {

    /** @param content null says that it was deleted */
    record Kept(long version, @Nullable Content content, List<String> tags) {}

    /** @param mark that the store has by then; negative if it refused */
    record Told(long mark, String run, long found) {

        boolean isRefused() {
            return mark < 0;
        }
    }

    /** @param known false if the store is not what it should be */
    record Found(boolean known, @Nullable Kept kept) {}

    private final @Nullable StoreRule without;
    private Map<String, Kept> rows = new TreeMap<>();
    private Map<Long, Long> marks = new TreeMap<>();
    private Map<String, Kept> savedRows = new TreeMap<>();
    private Map<Long, Long> savedMarks = new TreeMap<>();
    private int runs = 1;

    SimulatedStore(@Nullable StoreRule without) {
        this.without = without;
    }

    private boolean keep(StoreRule rule) {
        return rule != without;
    }

    private String run() {
        return "run" + runs;
    }

    private String place(long epoch, String key) {
        return keep(StoreRule.A_LOSS_BEGINS_AN_EPOCH) ? epoch + "/" + key : key;
    }

    Told write(StoreMark least, List<CacheAnswer.DirtyRow> dirty) {
        long mark = marks.getOrDefault(least.epoch(), 0L);
        boolean isOther = !run().equals(least.run())
                && (keep(StoreRule.WRITES_NAME_THE_RUN) || least.run().isEmpty());
        boolean isLess = mark < least.mark() && keep(StoreRule.WRITES_NAME_THE_MARK);
        if (isOther || isLess) {
            return new Told(-1, run(), mark);
        }
        for (var row : dirty) {
            write(place(least.epoch(), row.key()), row);
        }
        marks.put(least.epoch(), mark + 1);
        return new Told(mark + 1, run(), mark + 1);
    }

    private void write(String place, CacheAnswer.DirtyRow row) {
        var had = rows.get(place);
        if (row.gone() && !keep(StoreRule.ENDS_ARE_WRITTEN_BACK)) {
            return;
        }
        if (had != null && had.version() >= row.version() && keep(StoreRule.STORE_TAKES_ONLY_NEWER)) {
            return;
        }
        if (row.gone() && !keep(StoreRule.DELETES_LEAVE_A_MARK)) {
            rows.remove(place);
        } else {
            rows.put(place, new Kept(row.version(), row.gone() ? null : row.content(), row.tags()));
        }
    }

    Found read(StoreMark least, String key) {
        if (!isAs(least) && keep(StoreRule.READS_NAME_RUN_AND_MARK)) {
            return new Found(false, null);
        }
        var kept = rows.get(place(least.epoch(), key));
        return new Found(true, kept == null || kept.content() == null ? null : kept);
    }

    void save() {
        savedRows = new TreeMap<>(rows);
        savedMarks = new TreeMap<>(marks);
    }

    /** Whether something that it had is not there any more. */
    boolean restart() {
        boolean loses = !savedMarks.equals(marks);
        runs++;
        rows = new TreeMap<>(savedRows);
        marks = new TreeMap<>(savedMarks);
        return loses;
    }

    void empty() {
        rows.clear();
        marks.clear();
    }

    /** Whether it is what it is known to be. */
    boolean isAs(StoreMark known) {
        return run().equals(known.run()) && marks.getOrDefault(known.epoch(), 0L) >= known.mark();
    }
}
