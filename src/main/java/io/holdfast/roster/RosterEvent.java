package io.holdfast.roster;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;
import io.holdfast.roster.RosterCommand.Cause;
import java.util.List;

/** What happens to nodes, and to what they have. */
public sealed interface RosterEvent extends Event {

    @Override
    default Topic topic() {
        return new RosterTopic();
    }

    /** The node is known as this peer and at these places from now on. */
    record Enlisted(String node, String peer, String address, String client) implements RosterEvent {}

    record Retiring(String node, String peer, Cause cause) implements RosterEvent {}

    record Removed(String node, String peer) implements RosterEvent {}

    /** The data group of this number is to be had by these nodes and no others; it moves from now on, if it has to. */
    record Allotted(int group, List<String> nodes) implements RosterEvent {}

    /** Waits for any change of the roster. */
    record RosterTopic() implements Topic {}
}
