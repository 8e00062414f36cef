package io.holdfast.cache.model;

/**
 * A message under way, four bits a part: so many can be kept, compared and hashed as numbers.
 *
 * <p>A grant is the number its home gave it; the term tells which home that was. Requests and answers carry the number of
 * the session that their node had, so that they can be told from those of another.
 */
final class Message {

    /** What a message says. */
    enum Kind {
        /** Node to home: let me read; I am in this term. */
        GET,
        /** Within a home: a read that a majority has confirmed this home's lead for. */
        CONFIRMED,
        /** Home to node: the content, and a grant to keep it unless that is zero. */
        FILL,
        /** Node to home: write this; I have dropped the copy under this grant. */
        PUT,
        /** Home to node: written, and a grant to keep it unless that is zero. */
        PUT_DONE,
        /** Home to node: drop your copy. */
        INVALIDATE,
        /** Node to home: dropped. */
        INVALIDATED,
        /** Node to home: I have dropped the copy under this grant for want of space. */
        EVICTED,
        /** Home to node: drop what carries the tag. */
        INVALIDATE_TAG,
        /** Node to home: dropped. */
        TAG_INVALIDATED,
        /** Home to store: keep this version. */
        WRITE_BACK,
        /** Store to home: this version, or a newer one, is kept. */
        WRITTEN_BACK
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int BITS = 4;
    private static final long MASK = (1 << BITS) - 1;

    private static final int NODE = 1;
    private static final int ID = 2;
    private static final int GRANT = 3;
    private static final int TERM = 4;
    private static final int VERSION = 5;
    private static final int SESSION = 6;
    private static final int EXCLUSIVE = 7;
    private static final int TIME_LEFT = 8;
    private static final int TOKEN = 9;
    private static final int BASIS = 10;
    private static final int GONE = 11;
    private static final int ANEW = 12;

    private Message() {}

    static long get(int node, int get, int session) {
        return of(Kind.GET, node, get) | part(SESSION, session);
    }

    /**
     * The asker's vote for the home of a term.
     *
     * @param anew whether it votes under another name than before the last election
     */
    static long withTestimony(long get, int term, boolean anew) {
        return get | part(TERM, term) | part(ANEW, anew ? 1 : 0);
    }

    static long confirmed(long get, int term) {
        return of(Kind.CONFIRMED, node(get), id(get)) | part(SESSION, session(get)) | part(TERM, term);
    }

    static long put(int node, int put, int dropped, int droppedTerm) {
        return of(Kind.PUT, node, put) | part(GRANT, dropped) | part(TERM, droppedTerm);
    }

    static long invalidateTag(int node, int purge, int term) {
        return of(Kind.INVALIDATE_TAG, node, purge) | part(TERM, term);
    }

    static long tagInvalidated(long invalidate) {
        return of(Kind.TAG_INVALIDATED, node(invalidate), id(invalidate)) | part(TERM, term(invalidate));
    }

    static long writeBack(int version) {
        return of(Kind.WRITE_BACK, 0, 0) | part(VERSION, version);
    }

    static long writtenBack(int version) {
        return of(Kind.WRITTEN_BACK, 0, 0) | part(VERSION, version);
    }

    static long invalidate(int node, int round, int term) {
        return of(Kind.INVALIDATE, node, round) | part(TERM, term);
    }

    static long invalidated(long invalidate) {
        return of(Kind.INVALIDATED, node(invalidate), id(invalidate)) | part(TERM, term(invalidate));
    }

    /** The node wants the copy back: a read that goes with the word. */
    static long withWish(long invalidated, int get, int session) {
        return invalidated | part(TOKEN, get) | part(SESSION, session);
    }

    static long evicted(int node, int grant, int term) {
        return of(Kind.EVICTED, node, 0) | part(GRANT, grant) | part(TERM, term);
    }

    /** An answer of a home, without a grant. */
    static long answer(Kind kind, int node, int id, int term) {
        return of(kind, node, id) | part(TERM, term);
    }

    static long withVersion(long message, int version) {
        return message | part(VERSION, version);
    }

    static long withGrant(long message, int grant, int session, boolean exclusive) {
        return message | part(GRANT, grant) | part(SESSION, session) | part(EXCLUSIVE, exclusive ? 1 : 0);
    }

    static long withTimeLeft(long message, int ticks) {
        return message | part(TIME_LEFT, ticks);
    }

    /** A lease to fill, and what the home had applied when it gave it. */
    static long withToken(long message, int token, int basis) {
        return message | part(TOKEN, token) | part(BASIS, basis);
    }

    /** The content that is told is what comes after this version: nothing. */
    static long withGone(long message) {
        return message | part(GONE, 1);
    }

    private static long of(Kind kind, int node, int id) {
        return kind.ordinal() | part(NODE, node) | part(ID, id);
    }

    private static long part(int place, long value) {
        if (value < 0 || value > MASK) {
            throw new IllegalStateException("does not fit into a message: " + value);
        }
        return value << (place * BITS);
    }

    private static int read(long message, int place) {
        return (int) ((message >>> (place * BITS)) & MASK);
    }

    static Kind kind(long message) {
        return KINDS[read(message, 0)];
    }

    static int node(long message) {
        return read(message, NODE);
    }

    static int id(long message) {
        return read(message, ID);
    }

    static int grant(long message) {
        return read(message, GRANT);
    }

    static int term(long message) {
        return read(message, TERM);
    }

    static int version(long message) {
        return read(message, VERSION);
    }

    static int session(long message) {
        return read(message, SESSION);
    }

    static boolean isExclusive(long message) {
        return read(message, EXCLUSIVE) != 0;
    }

    static int timeLeft(long message) {
        return read(message, TIME_LEFT);
    }

    static int token(long message) {
        return read(message, TOKEN);
    }

    static int basis(long message) {
        return read(message, BASIS);
    }

    static boolean isGone(long message) {
        return read(message, GONE) != 0;
    }

    static boolean isAnew(long message) {
        return read(message, ANEW) != 0;
    }

    /** Whether it goes to a node or comes from one. */
    private static boolean hasNode(long message) {
        var kind = kind(message);
        return kind != Kind.WRITE_BACK && kind != Kind.WRITTEN_BACK;
    }

    /** The same message with its node called otherwise. */
    static long rename(long message, int[] names) {
        if (!hasNode(message)) {
            return message;
        }
        return (message & ~(MASK << (NODE * BITS))) | part(NODE, names[node(message)]);
    }

    static String toString(long message) {
        return "%s node=%d id=%d version=%d grant=%d%s term=%d session=%d left=%d token=%d basis=%d%s%s"
                .formatted(
                        kind(message),
                        node(message),
                        id(message),
                        version(message),
                        grant(message),
                        isExclusive(message) ? " alone" : "",
                        term(message),
                        session(message),
                        timeLeft(message),
                        token(message),
                        basis(message),
                        isGone(message) ? " gone" : "",
                        isAnew(message) ? " anew" : "");
    }
}
