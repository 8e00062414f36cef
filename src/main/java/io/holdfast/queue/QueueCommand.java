package io.holdfast.queue;

import io.holdfast.core.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a shard. */
public sealed interface QueueCommand extends Command {

    Shard shard();

    /**
     * Let there be this shard, with these settings. A lower version than the shard has changes nothing; another birth makes
     * an empty shard of it, unless it is lower than the shard's.
     *
     * @param birth the version at which the queue was created: a queue that was deleted and created again has another
     * @param version of the settings in the catalogue
     */
    record Configure(Shard shard, long birth, long version, QueueSettings settings) implements QueueCommand {}

    /** Forget the shard and all that is in it, if it was born no later than this. */
    record Drop(Shard shard, long birth) implements QueueCommand {}

    /** Take these messages, each for itself: some may be refused where others are taken. */
    record Send(Shard shard, List<Draft> messages) implements QueueCommand {

        public Send {
            messages = List.copyOf(messages);
            QueueLimits.check("the number of messages", messages.size(), 1, QueueLimits.BATCH_MAX);
            long bytes = 0;
            for (var message : messages) {
                bytes += message.payload().bytes().length;
            }
            QueueLimits.check("the size of all messages", bytes, 0, QueueLimits.SEND_BYTES_MAX);
        }
    }

    /**
     * Hand out messages.
     *
     * @param max at most this many
     * @param bytesMax stop before the payloads are more than this together, but hand out one whatever its size
     * @param visibilityMillis for how long they are hidden; 0 is what the queue says
     * @param consumer who asks, as it calls itself; empty where it does not
     * @param nonce a random number that the receipts carry, so that nobody guesses one
     */
    record Receive(Shard shard, int max, int bytesMax, long visibilityMillis, String consumer, long nonce)
            implements QueueCommand {

        public Receive {
            QueueLimits.check("max", max, 1, QueueLimits.BATCH_MAX);
            QueueLimits.check("bytesMax", bytesMax, 1, QueueLimits.SEND_BYTES_MAX);
            if (visibilityMillis != 0) {
                QueueLimits.check(
                        "visibility",
                        visibilityMillis,
                        QueueLimits.VISIBILITY_MILLIS_MIN,
                        QueueLimits.VISIBILITY_MILLIS_MAX);
            }
            QueueLimits.checkLength("a consumer's name", consumer.length(), QueueLimits.CONSUMER_LENGTH_MAX);
        }
    }

    /** Decide about messages that were handed out, each for itself. */
    record Settle(Shard shard, List<Settlement> settlements) implements QueueCommand {

        public Settle {
            settlements = List.copyOf(settlements);
            QueueLimits.check("the number of receipts", settlements.size(), 1, QueueLimits.BATCH_MAX);
        }
    }

    /** Settle, then receive, as one: a consumer's whole turn. */
    record Turn(Settle settle, Receive receive) implements QueueCommand {

        public Turn {
            if (!settle.shard().equals(receive.shard())) {
                throw new IllegalArgumentException("a turn is taken at one shard");
            }
        }

        @Override
        public Shard shard() {
            return receive.shard();
        }
    }

    /** Forget a message that is not in flight. */
    record Cancel(Shard shard, long message) implements QueueCommand {}

    /**
     * Let a message that is not in flight nor dead be received after this time, or with this priority. What is left of its
     * time to live counts from then. A message of a group keeps its place in it, and has no priority.
     *
     * @param delayMillis from now; negative leaves it as it is
     * @param priority negative leaves it as it is
     */
    record Reschedule(Shard shard, long message, long delayMillis, int priority) implements QueueCommand {

        public Reschedule {
            QueueLimits.check("delay", delayMillis, -1, QueueLimits.DELAY_MILLIS_MAX);
            QueueLimits.check("priority", priority, -1, QueueLimits.PRIORITY_MAX);
        }
    }

    /**
     * Forget messages in these states, the youngest first, at most {@link QueueLimits#SWEEP_MAX} of them: repeat it until nothing is left.
     *
     * @param states which; what is in flight is forgotten too if it is named, and its receipts are stale then
     * @param ageMillisMin only those sent at least this long ago
     * @param upTo only those with at most this number, so that a purge ends although others send; 0 is all there are
     */
    record Purge(Shard shard, List<MessageState> states, long ageMillisMin, long upTo) implements QueueCommand {

        public Purge {
            states = List.copyOf(states);
            QueueLimits.check("age", ageMillisMin, 0, Long.MAX_VALUE);
        }
    }

    /**
     * Take no messages, or hand none out, until told otherwise. Settling goes on.
     *
     * @param forMillis after this time it goes on by itself; 0 is not
     */
    record Pause(Shard shard, boolean sending, boolean receiving, long forMillis) implements QueueCommand {

        public Pause {
            QueueLimits.check("pause", forMillis, 0, QueueLimits.DELAY_MILLIS_MAX);
        }
    }

    /**
     * Bring dead messages back, oldest first, as fast as this; the task goes on by itself until it has seen all that were
     * dead when it began. Their counters start anew, and so does their time to live, which is the queue's now. A shard has
     * one such task at a time.
     *
     * @param task named by whoever begins it
     * @param group only those of this group; null is all
     * @param reason only those whose reason begins so; null is all
     * @param perSecond how many a second; 0 is as fast as can be
     */
    record Redrive(
            Shard shard,
            String task,
            @Nullable String group,
            @Nullable String reason,
            int perSecond) implements QueueCommand {

        public Redrive {
            QueueLimits.check("the length of a task's name", task.length(), 1, QueueLimits.CONSUMER_LENGTH_MAX);
            QueueLimits.check("perSecond", perSecond, 0, QueueLimits.REDRIVE_PER_SECOND_MAX);
        }
    }

    /** End the task where it stands. */
    record CancelRedrive(Shard shard, String task) implements QueueCommand {}
}
