package io.holdfast.election;

/** Frozen limits of elections; they decide what an entry means, so no property changes them. */
public final class ElectionLimits {

    public static final int ELECTIONS_MAX = 100_000;
    /** Candidates that wait in one election. */
    public static final int CANDIDATES_MAX = 10_000;
    /** Elections that one session leads or waits for. */
    public static final int SESSION_ROWS_MAX = 10_000;

    public static final int NAME_LENGTH_MAX = 255;
    public static final int VALUE_LENGTH_MAX = 1_024;
    /** Priorities go from minus this to this. */
    public static final int PRIORITY_MAX = 10;

    public static final long WAIT_MILLIS_MAX = 600_000;
    public static final long CLAIM_MILLIS_MIN = 1_000;
    public static final long CLAIM_MILLIS_MAX = 60_000;
    /** Tickets whose wait is over are remembered for those who poll them, the newest so many. */
    public static final int ENDED_TICKETS_MAX = 10_000;
    /** Elections that nobody leads are remembered for those who observe them, the newest so many. */
    public static final int VACANT_MAX = 10_000;

    private ElectionLimits() {}

    static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be between " + min + " and " + max + ", not " + value);
        }
    }

    static void checkValue(String value) {
        if (value.length() > VALUE_LENGTH_MAX) {
            throw new IllegalArgumentException("a value has at most " + VALUE_LENGTH_MAX + " characters");
        }
    }
}
