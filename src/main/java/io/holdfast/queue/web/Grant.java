package io.holdfast.queue.web;

import io.holdfast.queue.Lease;
import io.holdfast.queue.Shard;

/** A message that was handed out to a request here. */
record Grant(Shard shard, Lease lease, Envelope envelope) {

    MessageId id() {
        return new MessageId(shard.number(), lease.message());
    }

    Receipt receipt() {
        return Receipt.of(shard.number(), lease);
    }
}
