package io.holdfast.keys.web;

import io.holdfast.core.Event;
import io.holdfast.keys.KeyEvent;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of keys are told. */
final class KeyEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof KeyEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of("key.created", "key.ended");
    }

    private static EventForm tell(KeyEvent event) {
        return switch (event) {
            case KeyEvent.Created(var key, var principal) ->
                EventForm.of("key.created", principal).with("key", key.toString());
            case KeyEvent.Ended(var key, var principal, var cause) ->
                EventForm.of("key.ended", principal).with("key", key.toString()).with("cause", Input.word(cause));
        };
    }
}
