package io.holdfast.cache;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripts in Redis do, in a store that is saved now and then, and then and now started from what was saved. */
final class SimulatedStore {

    /**
     * @param content null says that it was deleted
     * @param attempt the last that was made when it was written
     */
    record Kept(long version, @Nullable Content content, List<String> tags, long attempt) {}

    /** What is to be written. @param term of the leader that sends it */
    record Attempt(long term, StoreMark least, CacheAnswer.DirtyRows page) {}

    /** What became of an attempt to write. */
    sealed interface Told {}

    /** @param mark that the store has by then */
    record Wrote(long mark) implements Told {}

    record Changed(String run, long mark) implements Told {}

    record Outrun() implements Told {}

    /** @param known false if the store is not what it should be */
    record Found(boolean known, @Nullable Kept kept) {}

    /** How far a space was written, how often, and by whom. */
    private record Meta(long step, long count, long term) {
        static final Meta NONE = new Meta(0, 0, 0);
    }

    private final StoreGround ground;
    private Map<String, Kept> rows = new TreeMap<>();
    private Map<Long, Meta> metas = new TreeMap<>();
    private Map<String, Kept> savedRows = new TreeMap<>();
    private Map<Long, Meta> savedMetas = new TreeMap<>();
    private int runs = 1;

    SimulatedStore(StoreGround ground) {
        this.ground = ground;
    }

    private boolean keep(StoreRule rule) {
        return ground.keep(rule);
    }

    private String run() {
        return "run" + runs;
    }

    private String place(long epoch, String key) {
        return keep(StoreRule.A_LOSS_BEGINS_AN_EPOCH) ? epoch + "/" + key : key;
    }

    private Meta meta(StoreMark of) {
        return metas.getOrDefault(of.epoch(), Meta.NONE);
    }

    private long mark(StoreMark of) {
        var meta = meta(of);
        return keep(StoreRule.MARKS_ARE_STEPS) ? meta.step() : meta.count();
    }

    /** @param attempts that were made by now */
    Told write(Attempt attempt, long attempts) {
        var least = attempt.least();
        boolean isOther = !run().equals(least.run())
                && (keep(StoreRule.WRITES_NAME_THE_RUN) || least.run().isEmpty());
        boolean isLess = mark(least) < least.mark() && keep(StoreRule.WRITES_NAME_THE_MARK);
        if (isOther || isLess) {
            return new Changed(run(), mark(least));
        }
        var meta = meta(least);
        if (meta.term() > attempt.term() && keep(StoreRule.WRITES_NAME_THE_TERM)) {
            return new Outrun();
        }
        var page = attempt.page();
        if (page.rows().isEmpty()) {
            return new Wrote(mark(least));
        }
        if (meta.step() > page.basis() && keep(StoreRule.WRITES_NAME_THE_STEP)) {
            return new Outrun();
        }
        page.rows().forEach(row -> write(place(least.epoch(), row.key()), row, attempts));
        metas.put(
                least.epoch(),
                new Meta(Math.max(meta.step(), page.basis()), meta.count() + 1, Math.max(meta.term(), attempt.term())));
        return new Wrote(mark(least));
    }

    private void write(String place, CacheAnswer.DirtyRow row, long attempts) {
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
            rows.put(place, new Kept(row.version(), row.gone() ? null : row.content(), row.tags(), attempts));
        }
    }

    /** Forgets what was deleted before this attempt was made. */
    void forget(long attempt) {
        rows.values().removeIf(kept -> kept.content() == null && kept.attempt() < attempt);
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
        savedMetas = new TreeMap<>(metas);
    }

    /** Whether something that it had is not there any more. */
    boolean restart() {
        runs++;
        return setBack();
    }

    /** Is given what was saved without being started anew; whether something that it had is not there any more. */
    boolean setBack() {
        boolean loses = !savedMetas.equals(metas);
        rows = new TreeMap<>(savedRows);
        metas = new TreeMap<>(savedMetas);
        return loses;
    }

    void empty() {
        rows.clear();
        metas.clear();
    }

    /** Whether it is what it is known to be. */
    boolean isAs(StoreMark known) {
        return run().equals(known.run()) && mark(known) >= known.mark();
    }
}
