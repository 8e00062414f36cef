package io.holdfast.membership;

import io.holdfast.core.Result;

/** What became of a {@link MembershipCommand}. */
public sealed interface MembershipResult extends Result {

    /**
     * The session is this member.
     *
     * @param joined the sequence of the step in which it joined
     * @param version the group's version with it
     */
    record Joined(long joined, long version) implements MembershipResult {}

    /** The member says something else. */
    record Updated(long joined, long version) implements MembershipResult {}

    record Left(long version) implements MembershipResult {}

    record Refused(Reason reason) implements MembershipResult {}

    /** Why not. The order is part of the wire format: new reasons are added at the end. */
    enum Reason {
        /** Another session is this member. */
        TAKEN,
        /** Nobody is this member. */
        UNKNOWN_MEMBER,
        MEMBERS_MAX,
        GROUPS_MAX,
        SESSION_ROWS_MAX
    }
}
