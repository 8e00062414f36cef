package io.holdfast.queue;

/** What is packed into 14 bits of a row, and stands in its head on the shelf as it is. */
final class Flags {

    /** A {@link MessageState}. */
    static final int STATE = 3;

    static final int PRIORITY_SHIFT = 2;
    static final int PRIORITY = 15;
    /** It stands among those that came back in its {@link Line}. */
    static final int RETURNED = 1 << 6;
    /** Its lease lapsed, and nobody has been given it since. */
    static final int LAPSED = 1 << 7;
    /** There is a {@link Note} on the shelf. */
    static final int NOTED = 1 << 8;
    /** Its last failure was that its lease lapsed. */
    static final int FAILED_BY_LAPSE = 1 << 9;

    static final int CAUSE_SHIFT = 10;
    /** A {@link Cause}. */
    static final int CAUSE = 7;

    private Flags() {}
}
