package io.holdfast.roster;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;
import io.holdfast.roster.RosterCommand.Cause;

/** What happens to nodes. */
public sealed interface RosterEvent extends Event {

    String node();

    String peer();

    @Override
    default Topic topic() {
        return new RosterTopic();
    }

    /** The node is known as this peer and at these places from now on. */
    record Enlisted(String node, String peer, String address, String client) implements RosterEvent {}

    record Retiring(String node, String peer, Cause cause) implements RosterEvent {}

    record Removed(String node, String peer) implements RosterEvent {}

    /** Waits for any change of the roster. */
    record RosterTopic() implements Topic {}
}
