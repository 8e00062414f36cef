package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cluster.Testimony;
import org.jspecify.annotations.Nullable;

/** What is on the network of the simulation. Any letter may be late, overtake another, arrive twice or get lost. */
sealed interface Letter {

    /** @param testimony what the node says of itself as a member of the group */
    record Ask(String node, NodeController.Read read, Testimony testimony) implements Letter {}

    /** A home's own note that its lead was confirmed for this question. */
    record Confirmed(SimulatedHome home, Ask ask) implements Letter {}

    record Told(String node, NodeController.Read read, NodeController.Answer<SimulatedLog.Content> answer)
            implements Letter {}

    /**
     * What has come of a wish.
     *
     * @param answer null if nothing has
     */
    record Offered(String node, CacheKey key, long wish, NodeController.@Nullable Answer<SimulatedLog.Content> answer)
            implements Letter {}

    record Put(String node, NodeController.Write write, SimulatedLog.Order order) implements Letter {}

    record PutDone(
            String node,
            NodeController.Write write,
            @Nullable CacheKey key,
            NodeController.Answer<SimulatedLog.Content> answer)
            implements Letter {}

    record Down(String node, ToNode order) implements Letter {}

    record Up(String node, ToHome word) implements Letter {}

    record Renewal(String node, SimulatedLog.Order order, long untilMillis) implements Letter {}

    record Renewed(String node, SimulatedLog.Order order, long untilMillis, boolean stands) implements Letter {}
}
