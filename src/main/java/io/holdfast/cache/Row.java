package io.holdfast.cache;

import java.util.Comparator;
import java.util.List;

/** What memory keeps of one key. Its content is on the shelf. */
final class Row {

    /** What there is under the key, as far as the log has said. */
    enum Kind {
        PRESENT,
        KEPT,
        ABSENT,
        /** Nothing; remembered so that older leases to fill it are void, or that the store behind has yet to remove it. */
        GONE
    }

    static final long NEVER = Long.MAX_VALUE;
    /** No step has such a sequence. */
    static final long NO_VERSION = -1;

    static final Comparator<Row> BY_VERSION =
            Comparator.comparingLong((Row row) -> row.version).thenComparing(row -> row.key);
    static final Comparator<Row> BY_DUE =
            Comparator.comparingLong((Row row) -> row.due).thenComparing(row -> row.key);

    final String key;
    Kind kind = Kind.GONE;
    /** Of the last write; of its end, if it is gone and the store behind has to hear of that. */
    long version;
    /** The sequence of what last happened to the key on purpose: a lease to fill with an earlier basis is void. */
    long changed;
    /** When that was, but for soft purges. */
    long written;

    long freshUntil = NEVER;
    Windows windows = Windows.FOR_EVER;
    List<String> tags = List.of();
    int size;
    /** Whether the store behind the cache does not have this yet. */
    boolean dirty;
    /** If it is gone: whether the store behind is known not to have it either. */
    boolean missing;
    /** When something happens to it by itself; follows from the rest. */
    long due = NEVER;

    Row(String key) {
        this.key = key;
    }

    long shownUntil() {
        return later(freshUntil, windows.staleMillis());
    }

    private long keptUntil() {
        return later(freshUntil, Math.max(windows.staleMillis(), windows.errorMillis()));
    }

    /** Whether it is kept when it is not shown any more. */
    boolean isKeptLonger() {
        return windows.errorMillis() > windows.staleMillis();
    }

    long nextDue() {
        return switch (kind) {
            case PRESENT, ABSENT -> shownUntil();
            case KEPT -> keptUntil();
            case GONE -> dirty ? NEVER : later(written, CacheLimits.FILL_MILLIS_MAX);
        };
    }

    static long later(long millis, long by) {
        return millis > NEVER - by ? NEVER : millis + by;
    }

    boolean isGone() {
        return kind == Kind.GONE;
    }

    long bytes() {
        return isGone() ? 0 : weight();
    }

    /** What it weighs while it waits to be written back. */
    long weight() {
        return CacheLimits.ENTRY_OVERHEAD + CacheLimits.bytesOf(key) + size;
    }
}
