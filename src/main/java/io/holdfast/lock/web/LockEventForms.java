package io.holdfast.lock.web;

import io.holdfast.core.Event;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockEvent;
import io.holdfast.lock.LockEvent.Acquired;
import io.holdfast.lock.LockEvent.Converted;
import io.holdfast.lock.LockEvent.DeadlockBroken;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.Released;
import io.holdfast.lock.LockEvent.RevokeRequested;
import io.holdfast.lock.LockEvent.SessionGivenUp;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Owner;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of locks are told. */
final class LockEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof LockEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of(
                "lock.granted",
                "lock.converted",
                "lock.released",
                "lock.lost",
                "lock.wait-ended",
                "lock.revoke-requested",
                "deadlock",
                "session.given-up");
    }

    private static EventForm tell(LockEvent event) {
        return switch (event) {
            case Acquired(var lock, var owner, var mode, var token) ->
                of("lock.granted", lock, owner, token).with("mode", mode);
            case Handed(var ticket, var lock, var owner, var token) ->
                of("lock.granted", lock, owner, token).with("ticket", ticket.toString());
            case Converted(var lock, var owner, var mode, var token) ->
                of("lock.converted", lock, owner, token).with("mode", mode);
            case Released(var lock, var owner, var token) -> of("lock.released", lock, owner, token);
            case Lost(var lock, var owner, var token, var cause) ->
                of("lock.lost", lock, owner, token).with("cause", Input.word(cause));
            case WaitEnded(var ticket, var lock, var owner, var state) ->
                of("lock.wait-ended", lock, owner, null)
                        .with("ticket", ticket.toString())
                        .with("state", Input.word(state));
            case RevokeRequested(var lock, var owner, var token, var revocation) ->
                of("lock.revoke-requested", lock, owner, token)
                        .with("reason", revocation.reason())
                        .with("force", revocation.force());
            case DeadlockBroken(var lock, var owner, long deadlock) ->
                of("deadlock", lock, owner, null).with("deadlock", deadlock);
            case SessionGivenUp(var owner) ->
                EventForm.of("session.given-up", owner.session().toString()).with("owner", owner.name());
        };
    }

    private static EventForm of(String type, LockName lock, Owner owner, @Nullable FencingToken token) {
        return EventForm.of(type, lock.value())
                .with("owner", owner.name())
                .with("session", owner.session().toString())
                .with("token", token == null ? null : token.toString());
    }
}
