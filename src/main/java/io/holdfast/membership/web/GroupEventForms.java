package io.holdfast.membership.web;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.membership.GroupName;
import io.holdfast.membership.MemberName;
import io.holdfast.membership.MembershipEvent;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of groups are told. */
final class GroupEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof MembershipEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of("group.joined", "group.updated", "group.left");
    }

    private static EventForm tell(MembershipEvent event) {
        return switch (event) {
            case MembershipEvent.Joined(var group, var member, var session, var value) ->
                of("group.joined", group, member, session).with("value", value);
            case MembershipEvent.Updated(var group, var member, var session, var value) ->
                of("group.updated", group, member, session).with("value", value);
            case MembershipEvent.Left(var group, var member, var session, var cause) ->
                of("group.left", group, member, session).with("cause", Input.word(cause));
        };
    }

    private static EventForm of(String type, GroupName group, MemberName member, SessionId session) {
        return EventForm.of(type, group.value()).with("member", member.value()).with("session", session.toString());
    }
}
