package io.holdfast.queue.web;

import io.holdfast.placement.Slots;
import org.jspecify.annotations.Nullable;

/**
 * What decides in which shard a message lives: its group, so that the group keeps its order; else its deduplication id, so
 * that another one with that id meets it; else the request it came with and its place there, so that a repetition does.
 */
record RouteKey(String text) {

    static RouteKey of(@Nullable String group, @Nullable String deduplicationId, String key, int position) {
        if (group != null) {
            return ofGroup(group);
        }
        return new RouteKey(deduplicationId != null ? "d" + deduplicationId : "k" + key + '#' + position);
    }

    static RouteKey ofGroup(String group) {
        return new RouteKey("g" + group);
    }

    int shard(int shards) {
        return Slots.shard(text, shards);
    }
}
