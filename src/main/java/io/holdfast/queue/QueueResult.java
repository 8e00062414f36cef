package io.holdfast.queue;

import io.holdfast.core.Result;
import java.util.List;

/** What became of a {@link QueueCommand}. */
public sealed interface QueueResult extends Result {

    /** The shard has these settings now, or had newer ones. */
    record Configured(long birth, long version) implements QueueResult {}

    record Dropped() implements QueueResult {}

    /** One for each message of the send, in its order. */
    record Sent(List<Acceptance> messages) implements QueueResult {
        public Sent {
            messages = List.copyOf(messages);
        }

        @Override
        public int parts() {
            return messages.size();
        }
    }

    /** Handed out; the payloads are in the {@link QueueAnswer.Payloads} that go with it. */
    record Delivered(List<Lease> leases) implements QueueResult {
        public Delivered {
            leases = List.copyOf(leases);
        }

        @Override
        public int parts() {
            return leases.size();
        }
    }

    /** One for each settlement, in its order. */
    record Settled(List<Settling> settlements) implements QueueResult {
        public Settled {
            settlements = List.copyOf(settlements);
        }

        @Override
        public int parts() {
            return settlements.size();
        }
    }

    record Turned(List<Settling> settlements, List<Lease> leases) implements QueueResult {
        public Turned {
            settlements = List.copyOf(settlements);
            leases = List.copyOf(leases);
        }

        @Override
        public int parts() {
            return settlements.size() + leases.size();
        }
    }

    record Cancelled() implements QueueResult {}

    record Rescheduled() implements QueueResult {}

    /**
     * @param upTo what the next purge has to say to go on with this one; 0 if nothing is left
     */
    record Purged(int messages, long upTo) implements QueueResult {}

    record Paused(boolean sending, boolean receiving) implements QueueResult {}

    record Redriving(String task) implements QueueResult {}

    record RedriveCancelled(int messages) implements QueueResult {}

    record Refused(Reason reason) implements QueueResult {}

    /** Why a command changed nothing. */
    enum Reason {
        /** This shard was never configured here, or was dropped. */
        NO_SHARD,
        NO_MESSAGE,
        /** A message in flight is decided about by its receipt. */
        IN_FLIGHT,
        /** A dead message is redriven, not rescheduled. */
        DEAD,
        /** A message of a group has no priority. */
        GROUPED,
        /** Receiving is paused. */
        PAUSED,
        /** As much is in flight as may be. */
        TOO_MANY_IN_FLIGHT,
        /** Another redrive is under way. */
        REDRIVE_BUSY,
        NO_REDRIVE
    }

    /**
     * What became of one message of a send.
     *
     * @param message its number; of the earlier message where it is a duplicate; 0 where it was refused
     */
    record Acceptance(Fate fate, long message) {}

    enum Fate {
        SENT,
        DUPLICATE,
        /** Another message came under the same deduplication id. */
        ID_REUSED,
        /** Messages or bytes are at the limit. */
        QUEUE_FULL,
        /** Too many deduplication ids are remembered. */
        IDS_EXHAUSTED,
        /** Sending is paused. */
        PAUSED
    }

    /** What became of one settlement. */
    enum Settling {
        DONE,
        /** It had been settled so before, by this receipt. */
        ALREADY,
        /** The receipt is not the message's current one, or the message is gone. */
        STALE
    }
}
