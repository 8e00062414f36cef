package io.holdfast.queue;

import io.holdfast.queue.QueueAnswer.Counts;

/** How often each thing has happened in a shard since it was made. */
final class Tally {

    long sent;
    long duplicates;
    long refused;
    long delivered;
    long redelivered;
    long acked;
    long failed;
    long released;
    long lapsed;
    long expired;
    long buried;
    long redriven;
    long cancelled;
    long purged;

    Counts counts() {
        return new Counts(
                sent,
                duplicates,
                refused,
                delivered,
                redelivered,
                acked,
                failed,
                released,
                lapsed,
                expired,
                buried,
                redriven,
                cancelled,
                purged);
    }

    void load(Counts counts) {
        sent = counts.sent();
        duplicates = counts.duplicates();
        refused = counts.refused();
        delivered = counts.delivered();
        redelivered = counts.redelivered();
        acked = counts.acked();
        failed = counts.failed();
        released = counts.released();
        lapsed = counts.lapsed();
        expired = counts.expired();
        buried = counts.buried();
        redriven = counts.redriven();
        cancelled = counts.cancelled();
        purged = counts.purged();
    }

    /** Messages that were taken and have not come to an end. */
    long left() {
        return sent - acked - expired - cancelled - purged;
    }
}
