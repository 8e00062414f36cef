package io.holdfast.membership.web;

import io.holdfast.membership.GroupName;
import io.holdfast.membership.MemberName;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who is a member, and what it says of itself. */
record JoinRequest(
        @Schema(
                description = "The session that the membership lasts as long as",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String session,

        @Schema(description = "What others should know of the member, such as its address; at most 1,024 characters")
        @Nullable
        String value) {

    Join read(GroupName group, MemberName member) {
        var living = Input.session(Input.required("session", session));
        return Input.valid(() -> new Join(group, member, living, value == null ? "" : value));
    }
}
