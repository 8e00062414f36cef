package io.holdfast.queue;

import java.util.List;

/**
 * The messages of a shard in memory: a row of ten longs each, in chunks, without an object for any of them. A row's number
 * means nothing outside: the same state may lie in other rows on another node, and rows move when many are free.
 *
 * <p>{@code since} is when its state began: when it could first be received, when it was handed out, when it died.
 * {@code deadline} is when its state ends by itself. {@code lease} and {@code nonce} are those of the grant that may still
 * settle it; of a dead message {@code lease} is the number of its death.
 */
final class Slab {

    /** No row, or no place. */
    static final int NONE = -1;

    static final long NEVER = Long.MAX_VALUE;

    private static final int NUMBER = 0;
    private static final int SENT = 1;
    private static final int SINCE = 2;
    private static final int DEADLINE = 3;
    private static final int EXPIRES = 4;
    private static final int LEASE = 5;
    private static final int NONCE = 6;
    /** 32 bits each: the row before and the row behind; before is the place in a heap where it is in one by number. */
    private static final int LINKS = 7;
    /** From above: 29 bits of the group and one more than it, 21 of the size, 14 of {@link Flags}. */
    private static final int BODY = 8;
    /** From above: 32 bits of the place in the heap of deadlines, 14 of attempts, 14 of failures, 4 that are free. */
    private static final int COUNTS = 9;

    private static final int WORDS = 10;

    private static final int GROUP_SHIFT = 35;
    private static final int SIZE_SHIFT = 14;
    private static final int SIZE_MASK = (1 << 21) - 1;
    private static final int FLAGS_MASK = (1 << 14) - 1;
    private static final int ATTEMPTS_SHIFT = 18;
    private static final int FAILURES_SHIFT = 4;
    private static final int COUNT_MASK = (1 << 14) - 1;
    private static final long LOW = 0xffff_ffffL;

    private static final List<MessageState> STATES = List.of(MessageState.values());

    private final Chunks chunks = new Chunks(WORDS, NUMBER, LINKS);

    private final RowHeap.Ranking byNumber = new RowHeap.Ranking() {
        @Override
        public boolean isBefore(int row, int other) {
            return number(row) < number(other);
        }

        @Override
        public int placeOf(int row) {
            return before(row);
        }

        @Override
        public void put(int row, int place) {
            before(row, place);
        }
    };

    private final RowHeap.Ranking byDue = new RowHeap.Ranking() {
        @Override
        public boolean isBefore(int row, int other) {
            long due = due(row);
            long others = due(other);
            return due != others ? due < others : number(row) < number(other);
        }

        @Override
        public int placeOf(int row) {
            return (int) (get(row, COUNTS) >> 32);
        }

        @Override
        public void put(int row, int place) {
            set(row, COUNTS, (long) place << 32 | (get(row, COUNTS) & LOW));
        }
    };

    RowHeap.Ranking byNumber() {
        return byNumber;
    }

    RowHeap.Ranking byDue() {
        return byDue;
    }

    int used() {
        return chunks.used();
    }

    /** Rows for which there is room without another chunk. */
    int room() {
        return chunks.room();
    }

    /** A row with nothing in it, in no list and no heap. */
    int take(long number) {
        int row = chunks.take();
        set(row, NUMBER, number);
        set(row, DEADLINE, NEVER);
        set(row, EXPIRES, NEVER);
        set(row, LINKS, -1);
        set(row, COUNTS, (long) NONE << 32);
        return row;
    }

    void free(int row) {
        chunks.free(row);
    }

    /** A used row that could be moved to spare a chunk; {@link #NONE} if there is none. */
    int spare() {
        return chunks.spare();
    }

    /** A copy of the row, with its links and places. */
    int copy(int row) {
        return chunks.copy(row);
    }

    private long get(int row, int word) {
        return chunks.get(row, word);
    }

    private void set(int row, int word, long value) {
        chunks.set(row, word, value);
    }

    long number(int row) {
        return get(row, NUMBER);
    }

    long sent(int row) {
        return get(row, SENT);
    }

    void sent(int row, long millis) {
        set(row, SENT, millis);
    }

    long since(int row) {
        return get(row, SINCE);
    }

    void since(int row, long millis) {
        set(row, SINCE, millis);
    }

    long deadline(int row) {
        return get(row, DEADLINE);
    }

    void deadline(int row, long millis) {
        set(row, DEADLINE, millis);
    }

    /** When its time to live ends; {@link #NEVER} if it does not. */
    long expires(int row) {
        return get(row, EXPIRES);
    }

    void expires(int row, long millis) {
        set(row, EXPIRES, millis);
    }

    long lease(int row) {
        return get(row, LEASE);
    }

    long nonce(int row) {
        return get(row, NONCE);
    }

    void lease(int row, long lease, long nonce) {
        set(row, LEASE, lease);
        set(row, NONCE, nonce);
    }

    int before(int row) {
        return (int) (get(row, LINKS) >> 32);
    }

    void before(int row, int other) {
        set(row, LINKS, (long) other << 32 | (get(row, LINKS) & LOW));
    }

    int behind(int row) {
        return (int) get(row, LINKS);
    }

    void behind(int row, int other) {
        set(row, LINKS, (get(row, LINKS) & ~LOW) | (other & LOW));
    }

    /** {@link #NONE} if it has none. */
    int group(int row) {
        return (int) (get(row, BODY) >>> GROUP_SHIFT) - 1;
    }

    int size(int row) {
        return (int) (get(row, BODY) >>> SIZE_SHIFT) & SIZE_MASK;
    }

    void body(int row, int group, int size) {
        set(row, BODY, (long) (group + 1) << GROUP_SHIFT | (long) size << SIZE_SHIFT | (get(row, BODY) & FLAGS_MASK));
    }

    int flags(int row) {
        return (int) get(row, BODY) & FLAGS_MASK;
    }

    void flags(int row, int flags) {
        set(row, BODY, (get(row, BODY) & ~(long) FLAGS_MASK) | flags);
    }

    MessageState state(int row) {
        return STATES.get(flags(row) & Flags.STATE);
    }

    void state(int row, MessageState state) {
        flags(row, (flags(row) & ~Flags.STATE) | state.ordinal());
    }

    boolean is(int row, int flag) {
        return (flags(row) & flag) != 0;
    }

    void mark(int row, int flag, boolean on) {
        int flags = flags(row);
        flags(row, on ? flags | flag : flags & ~flag);
    }

    int priority(int row) {
        return flags(row) >>> Flags.PRIORITY_SHIFT & Flags.PRIORITY;
    }

    void priority(int row, int priority) {
        int rest = flags(row) & ~(Flags.PRIORITY << Flags.PRIORITY_SHIFT);
        flags(row, rest | priority << Flags.PRIORITY_SHIFT);
    }

    int attempts(int row) {
        return (int) (get(row, COUNTS) >>> ATTEMPTS_SHIFT) & COUNT_MASK;
    }

    int failures(int row) {
        return (int) (get(row, COUNTS) >>> FAILURES_SHIFT) & COUNT_MASK;
    }

    void counts(int row, int attempts, int failures) {
        long place = get(row, COUNTS) & ~LOW;
        set(row, COUNTS, place | (long) attempts << ATTEMPTS_SHIFT | (long) failures << FAILURES_SHIFT);
    }

    boolean hasDeadline(int row) {
        return byDue.placeOf(row) != NONE;
    }

    /** When something is to happen to it by itself; {@link #NEVER} if nothing is. */
    long due(int row) {
        return switch (state(row)) {
            case READY -> expires(row);
            case DELAYED -> Math.min(deadline(row), expires(row));
            case IN_FLIGHT, DEAD -> deadline(row);
        };
    }
}
