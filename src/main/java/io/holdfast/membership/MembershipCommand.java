package io.holdfast.membership;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;

/** Everything that can be asked of a group. */
public sealed interface MembershipCommand extends Command {

    /** Be a member as long as the session lives, or say something else as the member one is. */
    record Join(GroupName group, MemberName member, SessionId session, String value) implements MembershipCommand {

        public Join {
            if (value.length() > MembershipLimits.VALUE_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "a value has at most " + MembershipLimits.VALUE_LENGTH_MAX + " characters");
            }
        }
    }

    /** Be a member no longer. */
    record Leave(GroupName group, MemberName member, SessionId session) implements MembershipCommand {}
}
