package io.holdfast.cache;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;

/** What happens to the leases under which nodes keep lines. */
public sealed interface NodeEvent extends Event {

    String node();

    long incarnation();

    @Override
    default Topic topic() {
        return new NodeTopic();
    }

    /** What whoever follows the leases of nodes waits on. */
    record NodeTopic() implements Topic {}

    /** A node may keep lines. */
    record Opened(String node, long incarnation) implements NodeEvent {}

    /** A node's lease goes on. */
    record Renewed(String node, long incarnation, long renewal) implements NodeEvent {}

    /** A node may keep lines no longer. */
    record Expired(String node, long incarnation) implements NodeEvent {}
}
