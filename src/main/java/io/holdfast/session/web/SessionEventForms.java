package io.holdfast.session.web;

import io.holdfast.core.Event;
import io.holdfast.session.SessionEvent;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of sessions are told. */
final class SessionEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof SessionEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of("session.opened", "session.ended");
    }

    private static EventForm tell(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Opened(var session, long ttlMillis) ->
                EventForm.of("session.opened", session.toString()).with("ttlMillis", ttlMillis);
            case SessionEvent.Ended(var session, var cause) ->
                EventForm.of("session.ended", session.toString()).with("cause", Input.word(cause));
        };
    }
}
