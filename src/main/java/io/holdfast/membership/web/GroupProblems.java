package io.holdfast.membership.web;

import io.holdfast.membership.GroupName;
import io.holdfast.membership.MemberName;
import io.holdfast.membership.MembershipLimits;
import io.holdfast.membership.MembershipResult.Reason;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;

/** How refusals of groups are told. */
final class GroupProblems {

    static final ProblemType MEMBER_TAKEN = new ProblemType("member-taken", 409, "Another session is this member");
    static final ProblemType MEMBER_UNKNOWN = new ProblemType("member-unknown", 404, "There is no such member");
    static final ProblemType MEMBER_LIMIT = new ProblemType("member-limit", 429, "The group has too many members");
    static final ProblemType GROUP_LIMIT = new ProblemType("group-limit", 429, "There are too many groups");
    static final ProblemType SESSION_MEMBER_LIMIT =
            new ProblemType("session-member-limit", 429, "The session is too many members");

    private GroupProblems() {}

    static Problem refused(GroupName group, MemberName member, Reason reason) {
        return switch (reason) {
            case TAKEN ->
                Problem.of(
                                MEMBER_TAKEN,
                                member + " of " + group
                                        + " is another session, as long as that lives; use another name, or "
                                        + "end that session")
                        .with("group", group.value())
                        .with("member", member.value());
            case UNKNOWN_MEMBER -> Problem.of(MEMBER_UNKNOWN, "nobody is " + member + " of " + group);
            case MEMBERS_MAX ->
                limit(MEMBER_LIMIT, group + " has", MembershipLimits.MEMBERS_MAX, "members; use several groups");
            case GROUPS_MAX -> limit(GROUP_LIMIT, "there are", MembershipLimits.GROUPS_MAX, "groups with members");
            case SESSION_ROWS_MAX ->
                limit(
                        SESSION_MEMBER_LIMIT,
                        "the session is",
                        MembershipLimits.SESSION_ROWS_MAX,
                        "members; use another");
        };
    }

    private static Problem limit(ProblemType type, String what, int limit, String things) {
        return Problem.of(type, what + " " + limit + " " + things + ": that is the limit")
                .with("limit", limit);
    }
}
