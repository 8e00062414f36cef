package io.holdfast.membership;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;

/** What happens to members. */
public sealed interface MembershipEvent extends Event {

    GroupName group();

    @Override
    default Topic topic() {
        return new GroupTopic(group());
    }

    record Joined(GroupName group, MemberName member, SessionId session, String value) implements MembershipEvent {}

    record Updated(GroupName group, MemberName member, SessionId session, String value) implements MembershipEvent {}

    record Left(GroupName group, MemberName member, SessionId session, Cause cause) implements MembershipEvent {}

    enum Cause {
        REQUESTED,
        SESSION_ENDED
    }

    /** Waits for a change of the group's version. */
    record GroupTopic(GroupName group) implements Topic {}
}
