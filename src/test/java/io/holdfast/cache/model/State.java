package io.holdfast.cache.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * One state of the model: a row of small numbers, and the messages under way. Numbers are reached by the name of their
 * place: of the whole, of a node, or of the home of a term.
 */
final class State {

    static final int PUTS_MAX = 3;
    /** Changes of the content, and purges that were none. */
    static final int SEQUENCE_MAX = 7;

    static final int HOMES = 2;
    /** Stands for any grant of an earlier home. */
    static final int ALL = 15;

    // the whole: what is committed, and what was done so far

    /** Of the last leader that was elected. */
    static final int TERM = 0;
    /** Of the content that is committed. */
    static final int VERSION = 1;
    /** The writes that are applied, a bit each. */
    static final int APPLIED = 2;
    /** Times each budget was drawn on. */
    private static final int USED = 3;

    private static final int WRITER = USED + Bounds.Budget.values().length;
    /** What version each write became. */
    static final int PUT_VERSION = WRITER + PUTS_MAX;
    /** In which session each was sent. */
    static final int PUT_SESSION = PUT_VERSION + PUTS_MAX;
    /** Proposed writes whose lock was given up; only without the rule. */
    static final int ORPHANS = PUT_SESSION + PUTS_MAX;

    /** Of the last step that was committed, purges of other content included. */
    static final int SEQUENCE = ORPHANS + PUTS_MAX;
    /** Of the last purge. */
    static final int FLOOR = SEQUENCE + 1;
    /** What each version is: {@link #TAGGED}, {@link #ABSENT}. */
    static final int CONTENT = FLOOR + 1;
    /** When each version's time is over, by the time of the log. */
    static final int DEADLINE = CONTENT + SEQUENCE_MAX + 1;
    /** The time outside. */
    static final int NOW = DEADLINE + SEQUENCE_MAX + 1;
    /** The time of the log: of its last entry. */
    static final int STAMP = NOW + 1;
    /** One more than the version that somebody was told is gone before it was; zero is none. */
    static final int TOLD_GONE = STAMP + 1;
    /** Whether the version that is committed still has to be written back. */
    static final int DIRTY = TOLD_GONE + 1;
    /** What version the store has; {@link #NOTHING} if it knows none. */
    static final int STORED = DIRTY + 1;
    /** Nothing up to this version is taken by the store afresh. */
    static final int HORIZON = STORED + 1;
    /** What each write is: {@link #TAGGED}, {@link #ABSENT}. */
    static final int PUT_CONTENT = HORIZON + 1;
    /** When it was sent. */
    static final int PUT_SENT = PUT_CONTENT + PUTS_MAX;
    /** One more than the basis of the fill lease under which it was sent; zero is without. */
    static final int PUT_BASIS = PUT_SENT + PUTS_MAX;

    /** Whether the home of the first term has voted for the second itself. */
    static final int HOME_VOTED = PUT_BASIS + PUTS_MAX;

    private static final int WHOLE = HOME_VOTED + 1;

    // of a node

    /** The copy it has: none, shared, exclusive, modified. */
    static final int LINE = 0;

    static final int LINE_VERSION = 1;
    static final int LINE_GRANT = 2;
    static final int LINE_TERM = 3;
    /** The read it has asked for; zero is none. */
    static final int GET = 4;

    static final int GET_POISONED = 5;
    /** What was committed when the read began, so nothing older may be its answer. */
    static final int GET_START = 6;
    /** One more than the same of a read that joined; zero is none. */
    static final int JOIN_START = 7;
    /** Its writes under way, a bit each. */
    static final int PUTS = 8;

    static final int PUTS_POISONED = 9;
    /** How often it has opened a session again. */
    static final int SESSION = 10;
    /** Whether that session stands in the replicated state. */
    static final int LIVE = 11;
    /** Whether the node's lease runs. */
    static final int LEASE = 12;
    /** Whether its expiry is proposed. */
    static final int EXPIRING = 13;
    /** The last term it heard of. */
    static final int HEARD = 14;

    /** One more than when its line's time is over; zero is never. */
    static final int LINE_UNTIL = 15;
    /** When it asked to read. */
    static final int GET_SENT = 16;
    /** The lease to fill that it has; zero is none. */
    static final int TOKEN = 17;

    static final int TOKEN_BASIS = 18;

    /** The term that it is in as a member of the group. */
    static final int MEMBER_TERM = 19;
    /** Whether it has lost its disk since the election, and votes under another name. */
    static final int ANEW = 20;

    private static final int NODE = 21;

    // of a home

    /** To each node: the number of the last grant, zero is none, {@link #ALL} any of earlier homes. */
    static final int GRANTS = 0;
    /** The last number that was given. */
    static final int GRANTED = 3;

    static final int PHASE = 4;
    /** The round of invalidations, counted. */
    static final int ROUND = 5;
    /** Who still has to acknowledge it, a bit each. */
    static final int PENDING = 6;
    /** Writes in the order in which they will be in the log. */
    static final int QUEUE = 7;
    /** What it has applied. */
    static final int VIEW = QUEUE + PUTS_MAX;
    /** How many of its proposals outlived its lead; it may yet come to know of them. */
    static final int SURVIVED = VIEW + 1;

    /** Whether the tag is free, is being invalidated, or its purge is proposed. */
    static final int TAG_PHASE = SURVIVED + 1;

    static final int TAG_PENDING = TAG_PHASE + 1;
    /** The purge that is under way. */
    static final int TAG_ROUND = TAG_PENDING + 1;
    /** The time as this home counts it. */
    static final int CLOCK = TAG_ROUND + 1;
    /** The lease to fill that it gave last and that nothing has voided; zero is none. */
    static final int LAST_TOKEN = CLOCK + 1;
    /** The last step that it has applied. */
    static final int APPLIED_SEQUENCE = LAST_TOKEN + 1;

    /** What each node wants back: the number of its read, and its session times sixteen. */
    static final int WISHES = APPLIED_SEQUENCE + 1;

    private static final int HOME = WISHES + 3;

    static final int TAGGED = 1;
    static final int ABSENT = 2;
    static final int NOTHING = 15;
    static final int TIME_TO_LIVE = 2;

    static final int INVALID = 0;
    static final int SHARED = 1;
    static final int EXCLUSIVE = 2;
    static final int MODIFIED = 3;

    static final int IDLE = 0;
    /** Copies are being called back. */
    static final int CALLING = 1;
    /** Writes are proposed. */
    static final int PROPOSED = 2;

    private static final long[] NO_MESSAGES = {};

    private final int nodes;
    private final byte[] cells;
    private long[] messages;

    /** What a version is. */
    boolean is(int version, int what) {
        return (cells[CONTENT + version] & what) != 0;
    }

    private State(int nodes, byte[] cells, long[] messages) {
        this.nodes = nodes;
        this.cells = cells;
        this.messages = messages;
    }

    /** One leader, every node with a session and no line, and a first content. */
    static State first(Bounds bounds) {
        int nodes = bounds.nodes();
        var state = new State(nodes, new byte[WHOLE + HOMES * HOME + nodes * NODE], NO_MESSAGES);
        boolean absent = bounds.has(Bounds.Budget.TOKENS);
        state.set(CONTENT, absent ? ABSENT : bounds.has(Bounds.Budget.PURGES) ? TAGGED : 0);
        state.set(DEADLINE, TIME_TO_LIVE);
        state.set(STORED, absent ? NOTHING : 0);
        state.set(TERM, 1);
        for (int n = 0; n < nodes; n++) {
            state.node(n, LIVE, 1);
            state.node(n, LEASE, 1);
            state.node(n, HEARD, 1);
            state.node(n, MEMBER_TERM, 1);
        }
        return state;
    }

    State copy() {
        return new State(nodes, cells.clone(), messages);
    }

    int nodes() {
        return nodes;
    }

    int get(int place) {
        return cells[place];
    }

    void set(int place, int value) {
        cells[place] = (byte) value;
    }

    int used(Bounds.Budget budget) {
        return cells[USED + budget.ordinal()];
    }

    /** Draws on the budget, and returns how often that was done by now. */
    int use(Bounds.Budget budget) {
        return ++cells[USED + budget.ordinal()];
    }

    int writer(int put) {
        return cells[WRITER + put - 1];
    }

    void writer(int put, int node) {
        cells[WRITER + put - 1] = (byte) node;
    }

    int node(int node, int place) {
        return cells[WHOLE + HOMES * HOME + node * NODE + place];
    }

    void node(int node, int place, int value) {
        cells[WHOLE + HOMES * HOME + node * NODE + place] = (byte) value;
    }

    int home(int term, int place) {
        return cells[WHOLE + (term - 1) * HOME + place];
    }

    void home(int term, int place, int value) {
        cells[WHOLE + (term - 1) * HOME + place] = (byte) value;
    }

    int queue(int term) {
        int length = 0;
        while (length < PUTS_MAX && home(term, QUEUE + length) != 0) {
            length++;
        }
        return length;
    }

    boolean isQueued(int term, int put) {
        for (int i = 0; i < PUTS_MAX; i++) {
            if (home(term, QUEUE + i) == put) {
                return true;
            }
        }
        return false;
    }

    void enqueue(int term, int put) {
        home(term, QUEUE + queue(term), put);
    }

    int dequeue(int term) {
        int first = home(term, QUEUE);
        for (int i = 0; i + 1 < PUTS_MAX; i++) {
            home(term, QUEUE + i, home(term, QUEUE + i + 1));
        }
        home(term, QUEUE + PUTS_MAX - 1, 0);
        return first;
    }

    int messages() {
        return messages.length;
    }

    long message(int index) {
        return messages[index];
    }

    void send(long message) {
        messages = Arrays.copyOf(messages, messages.length + 1);
        messages[messages.length - 1] = message;
    }

    void consume(int index) {
        var rest = Arrays.copyOf(messages, messages.length - 1);
        if (index < rest.length) {
            rest[index] = messages[messages.length - 1];
        }
        messages = rest;
    }

    /** Forgets messages that can have no effect any more, so that states that differ in nothing else are one. */
    void forget(LongPredicate dead) {
        for (int i = messages.length - 1; i >= 0; i--) {
            if (dead.test(messages[i])) {
                consume(i);
            }
        }
    }

    /** A number that two states share if they differ only in what the nodes are called, or the order of messages. */
    long fingerprint(int[][] namings) {
        long least = Long.MAX_VALUE;
        for (var names : namings) {
            least = Math.min(least, fingerprint(names));
        }
        return least;
    }

    private long fingerprint(int[] names) {
        var named = new byte[cells.length];
        System.arraycopy(cells, 0, named, 0, WHOLE + HOMES * HOME);
        for (int put = 0; put < PUTS_MAX; put++) {
            if (put < used(Bounds.Budget.PUTS)) {
                named[WRITER + put] = (byte) names[cells[WRITER + put]];
            }
        }
        for (int term = 1; term <= HOMES; term++) {
            int home = WHOLE + (term - 1) * HOME;
            int pending = 0;
            int tagPending = 0;
            for (int n = 0; n < nodes; n++) {
                named[home + GRANTS + names[n]] = cells[home + GRANTS + n];
                named[home + WISHES + names[n]] = cells[home + WISHES + n];
                pending |= ((cells[home + PENDING] >> n) & 1) << names[n];
                tagPending |= ((cells[home + TAG_PENDING] >> n) & 1) << names[n];
            }
            named[home + PENDING] = (byte) pending;
            named[home + TAG_PENDING] = (byte) tagPending;
        }
        int first = WHOLE + HOMES * HOME;
        for (int n = 0; n < nodes; n++) {
            System.arraycopy(cells, first + n * NODE, named, first + names[n] * NODE, NODE);
        }
        long hash = Fingerprints.of(named);
        for (long message : messages) {
            hash += Fingerprints.mix(Message.rename(message, names));
        }
        return Fingerprints.mix(hash);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append("term %d version %d%s%s applied %s sequence %d floor %d now %d stamp %d store %d%s horizon %d%n"
                .formatted(
                        get(TERM),
                        get(VERSION),
                        is(get(VERSION), TAGGED) ? " tagged" : "",
                        is(get(VERSION), ABSENT) ? " absent" : "",
                        bits(get(APPLIED)),
                        get(SEQUENCE),
                        get(FLOOR),
                        get(NOW),
                        get(STAMP),
                        get(STORED),
                        get(DIRTY) != 0 ? " behind" : "",
                        get(HORIZON)));
        for (int n = 0; n < nodes; n++) {
            text.append(
                    "  node %d: %s v%d g%d.%d get=%d%s start=%d join=%d puts=%s poisoned=%s session=%d%s%s%s until=%d token=%d term=%d%s%n"
                            .formatted(
                                    n,
                                    "ISEM".charAt(node(n, LINE)),
                                    node(n, LINE_VERSION),
                                    node(n, LINE_TERM),
                                    node(n, LINE_GRANT),
                                    node(n, GET),
                                    node(n, GET_POISONED) != 0 ? "!" : "",
                                    node(n, GET_START),
                                    node(n, JOIN_START) - 1,
                                    bits(node(n, PUTS)),
                                    bits(node(n, PUTS_POISONED)),
                                    node(n, SESSION),
                                    node(n, LIVE) != 0 ? "" : " expired",
                                    node(n, LEASE) != 0 ? "" : " lapsed",
                                    node(n, EXPIRING) != 0 ? " expiring" : "",
                                    node(n, LINE_UNTIL) - 1,
                                    node(n, TOKEN),
                                    node(n, MEMBER_TERM),
                                    node(n, ANEW) != 0 ? " anew" : ""));
        }
        for (int term = 1; term <= get(TERM); term++) {
            text.append(
                    "  home %d: phase=%d grants=%d,%d,%d round=%d pending=%s queue=%d,%d,%d view=%d survived=%d tag=%d,%s clock=%d token=%d%n"
                            .formatted(
                                    term,
                                    home(term, PHASE),
                                    home(term, GRANTS),
                                    home(term, GRANTS + 1),
                                    home(term, GRANTS + 2),
                                    home(term, ROUND),
                                    bits(home(term, PENDING)),
                                    home(term, QUEUE),
                                    home(term, QUEUE + 1),
                                    home(term, QUEUE + 2),
                                    home(term, VIEW),
                                    home(term, SURVIVED),
                                    home(term, TAG_PHASE),
                                    bits(home(term, TAG_PENDING)),
                                    home(term, CLOCK),
                                    home(term, LAST_TOKEN)));
        }
        Arrays.stream(messages)
                .sorted()
                .forEach(message ->
                        text.append("  ").append(Message.toString(message)).append('\n'));
        return text.toString();
    }

    private static List<Integer> bits(int mask) {
        var bits = new ArrayList<Integer>();
        for (int i = 0; i < Integer.SIZE; i++) {
            if (((mask >> i) & 1) != 0) {
                bits.add(i);
            }
        }
        return bits;
    }
}
