package io.holdfast.placement;

/** What is spread over the groups: {@value #COUNT} slots, a number that never changes. */
public final class Slots {

    public static final int COUNT = 1_024;

    private Slots() {}

    /** The slot of a queue's shard. The shards of one queue have slots side by side, so that they lie in different groups. */
    public static int of(String queue, int shard) {
        return Math.floorMod(Murmur3.hash(queue) + shard, COUNT);
    }

    /** The shard of what is to be kept together: equal keys have equal shards. */
    public static int shard(String routeKey, int shards) {
        return Math.floorMod(Murmur3.hash(routeKey), shards);
    }
}
