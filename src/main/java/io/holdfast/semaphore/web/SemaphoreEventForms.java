package io.holdfast.semaphore.web;

import io.holdfast.core.Event;
import io.holdfast.semaphore.Owner;
import io.holdfast.semaphore.SemaphoreEvent;
import io.holdfast.semaphore.SemaphoreEvent.Defined;
import io.holdfast.semaphore.SemaphoreEvent.Deleted;
import io.holdfast.semaphore.SemaphoreEvent.Drained;
import io.holdfast.semaphore.SemaphoreEvent.Granted;
import io.holdfast.semaphore.SemaphoreEvent.Lost;
import io.holdfast.semaphore.SemaphoreEvent.OfOwner;
import io.holdfast.semaphore.SemaphoreEvent.Released;
import io.holdfast.semaphore.SemaphoreEvent.Resized;
import io.holdfast.semaphore.SemaphoreEvent.Undrained;
import io.holdfast.semaphore.SemaphoreEvent.WaitEnded;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of semaphores are told. */
final class SemaphoreEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof SemaphoreEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of(
                "semaphore.granted",
                "semaphore.released",
                "semaphore.lost",
                "semaphore.wait-ended",
                "semaphore.defined",
                "semaphore.resized",
                "semaphore.drained",
                "semaphore.undrained",
                "semaphore.deleted");
    }

    private static EventForm tell(SemaphoreEvent event) {
        return switch (event) {
            case OfOwner happened -> tell(happened);
            case Defined(var semaphore, int permits) ->
                of("semaphore.defined", semaphore).with("permits", permits);
            case Resized(var semaphore, int permits, int before) ->
                of("semaphore.resized", semaphore).with("permits", permits).with("before", before);
            case Drained(var semaphore, int held) ->
                of("semaphore.drained", semaphore).with("held", held);
            case Undrained(var semaphore) -> of("semaphore.undrained", semaphore);
            case Deleted(var semaphore) -> of("semaphore.deleted", semaphore);
        };
    }

    private static EventForm tell(OfOwner event) {
        return switch (event) {
            case Granted(var semaphore, var owner, var token, int permits, var ticket) ->
                of("semaphore.granted", semaphore, owner)
                        .with("token", token.toString())
                        .with("permits", permits)
                        .with("ticket", ticket == null ? null : ticket.toString());
            case Released(var semaphore, var owner, var token, int permits) ->
                of("semaphore.released", semaphore, owner)
                        .with("token", token.toString())
                        .with("permits", permits);
            case Lost(var semaphore, var owner, var token, int permits, var cause) ->
                of("semaphore.lost", semaphore, owner)
                        .with("token", token.toString())
                        .with("permits", permits)
                        .with("cause", Input.word(cause));
            case WaitEnded(var ticket, var semaphore, var owner, var state) ->
                of("semaphore.wait-ended", semaphore, owner)
                        .with("ticket", ticket.toString())
                        .with("state", Input.word(state));
        };
    }

    private static EventForm of(String type, SemaphoreName semaphore) {
        return EventForm.of(type, semaphore.value());
    }

    private static EventForm of(String type, SemaphoreName semaphore, Owner owner) {
        return of(type, semaphore)
                .with("owner", owner.name())
                .with("session", owner.session().toString());
    }
}
