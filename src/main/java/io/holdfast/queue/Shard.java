package io.holdfast.queue;

/**
 * One part of a queue: a message and all its group live in one shard, and a shard lives in one data group.
 *
 * @param number from 0
 */
public record Shard(QueueName queue, int number) implements Comparable<Shard> {

    public Shard {
        QueueLimits.check("shard", number, 0, QueueLimits.SHARDS_MAX - 1);
    }

    @Override
    public int compareTo(Shard other) {
        int byQueue = queue.compareTo(other.queue);
        return byQueue != 0 ? byQueue : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return queue + "/" + number;
    }
}
