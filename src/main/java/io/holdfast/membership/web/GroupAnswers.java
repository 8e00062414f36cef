package io.holdfast.membership.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.membership.GroupView;
import io.holdfast.membership.Member;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.membership.MembershipQueries.Membership;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of groups. Versions and what else has 64 bits are strings. */
final class GroupAnswers {

    private GroupAnswers() {}

    /** A member that the caller is. */
    @Schema(name = "JoinedMember")
    record JoinedView(
            String group,
            String member,
            String session,
            String value,

            @Schema(description = "Tells members apart that had this name one after another; grows")
            String joined,

            @Schema(description = "The group's version with it")
            String version) {

        static JoinedView of(Join asked, long joined, long version) {
            return new JoinedView(
                    asked.group().value(),
                    asked.member().value(),
                    asked.session().toString(),
                    asked.value(),
                    Long.toString(joined),
                    Long.toString(version));
        }
    }

    /** A member that the caller was. */
    @Schema(name = "LeftMember")
    record LeftView(
            String group,
            String member,
            @Schema(allowableValues = "LEFT") String state,
            String version) {}

    /** A member of a group. */
    @Schema(name = "GroupMember")
    record MemberView(String member, String session, String value, String joined, long memberMillis) {

        static MemberView of(Member member, long nowMillis) {
            return new MemberView(
                    member.member().value(),
                    member.session().toString(),
                    member.value(),
                    Long.toString(member.joined()),
                    Math.max(0, nowMillis - member.sinceMillis()));
        }
    }

    /** A group as it stands. */
    @Schema(name = "Group")
    record StateView(
            String group,

            @Schema(description = "Grows with each change of the members or of what they say")
            String version,

            int memberCount,

            @Schema(description = "In the order in which they joined")
            List<MemberView> members,

            @Schema(description = "Where the next page of members starts; null after the last") @JsonInclude @Nullable
            String cursor) {

        static StateView of(GroupView group, long nowMillis, @Nullable String cursor) {
            return new StateView(
                    group.group().value(),
                    Long.toString(group.version()),
                    group.memberCount(),
                    group.members().stream()
                            .map(member -> MemberView.of(member, nowMillis))
                            .toList(),
                    cursor);
        }
    }

    /** A group among others. */
    @Schema(name = "GroupRow")
    record RowView(String group, String version, int memberCount) {

        static RowView of(GroupView group) {
            return new RowView(group.group().value(), Long.toString(group.version()), group.memberCount());
        }
    }

    /** A page of groups. */
    @Schema(name = "GroupPage")
    record PageView(
            List<RowView> groups,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}

    /** A membership among the things that a session owns. */
    @Schema(name = "SessionMembership")
    record SessionMembershipView(String group, String member, String value) {

        static SessionMembershipView of(Membership membership) {
            return new SessionMembershipView(
                    membership.group().value(),
                    membership.member().member().value(),
                    membership.member().value());
        }
    }
}
