package io.holdfast.roster.web;

import io.holdfast.core.Event;
import io.holdfast.roster.RosterEvent;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of nodes are told. */
final class RosterEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof RosterEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of("node.enlisted", "node.draining", "node.removed", "data.allotted");
    }

    private static EventForm tell(RosterEvent event) {
        return switch (event) {
            case RosterEvent.Enlisted(var node, var peer, var address, var client) ->
                of("node.enlisted", node, peer).with("address", address).with("client", client);
            case RosterEvent.Retiring(var node, var peer, var cause) ->
                of("node.draining", node, peer).with("cause", Input.word(cause));
            case RosterEvent.Removed(var node, var peer) -> of("node.removed", node, peer);
            case RosterEvent.Allotted(var group, var nodes) ->
                EventForm.of("data.allotted", "data-" + group).with("nodes", String.join(",", nodes));
        };
    }

    private static EventForm of(String type, String node, String peer) {
        return EventForm.of(type, node).with("peer", peer);
    }
}
