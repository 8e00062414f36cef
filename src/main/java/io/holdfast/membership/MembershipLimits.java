package io.holdfast.membership;

/** Frozen limits of groups; they decide what an entry means, so no property changes them. */
public final class MembershipLimits {

    /** Groups that have members. */
    public static final int GROUPS_MAX = 100_000;
    /** Members of one group. */
    public static final int MEMBERS_MAX = 10_000;
    /** Members that one session is, in all groups. */
    public static final int SESSION_ROWS_MAX = 1_000;

    public static final int VALUE_LENGTH_MAX = 1_024;
    /** Groups that have no members are remembered for those who watch them, the newest so many. */
    public static final int EMPTY_MAX = 10_000;

    private MembershipLimits() {}
}
