package io.holdfast.queue;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Scope;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Shards of queues as the replica and the wire know them. */
public final class QueuePrimitive implements Primitive<QueueCommand, QueueMachine> {

    public static final QueuePrimitive QUEUES = new QueuePrimitive();

    private QueuePrimitive() {}

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public Scope scope() {
        return Scope.DATA;
    }

    @Override
    public QueueMachine newMachine(Shelf shelf) {
        return new QueueMachine(shelf);
    }

    @Override
    public Class<QueueCommand> commandType() {
        return QueueCommand.class;
    }

    @Override
    public List<Tag<QueueCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, QueueCommand.Configure.class),
                new Tag<>(2, 1, QueueCommand.Drop.class),
                new Tag<>(3, 1, QueueCommand.Send.class),
                new Tag<>(4, 1, QueueCommand.Receive.class),
                new Tag<>(5, 1, QueueCommand.Settle.class),
                new Tag<>(6, 1, QueueCommand.Turn.class),
                new Tag<>(7, 1, QueueCommand.Cancel.class),
                new Tag<>(8, 1, QueueCommand.Reschedule.class),
                new Tag<>(9, 1, QueueCommand.Purge.class),
                new Tag<>(10, 1, QueueCommand.Pause.class),
                new Tag<>(11, 1, QueueCommand.Redrive.class),
                new Tag<>(12, 1, QueueCommand.CancelRedrive.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, QueueResult.Configured.class),
                new Tag<>(2, 1, QueueResult.Dropped.class),
                new Tag<>(3, 1, QueueResult.Sent.class),
                new Tag<>(4, 1, QueueResult.Delivered.class),
                new Tag<>(5, 1, QueueResult.Settled.class),
                new Tag<>(6, 1, QueueResult.Turned.class),
                new Tag<>(7, 1, QueueResult.Cancelled.class),
                new Tag<>(8, 1, QueueResult.Rescheduled.class),
                new Tag<>(9, 1, QueueResult.Purged.class),
                new Tag<>(10, 1, QueueResult.Paused.class),
                new Tag<>(11, 1, QueueResult.Redriving.class),
                new Tag<>(12, 1, QueueResult.RedriveCancelled.class),
                new Tag<>(13, 1, QueueResult.Refused.class));
    }

    @Override
    public List<Tag<Inquiry<?>>> inquiries() {
        return List.of(
                new Tag<>(1, 1, QueueInquiry.OfShard.class),
                new Tag<>(2, 1, QueueInquiry.OfMessage.class),
                new Tag<>(3, 1, QueueInquiry.Peek.class),
                new Tag<>(4, 1, QueueInquiry.Groups.class),
                new Tag<>(5, 1, QueueInquiry.Glance.class),
                new Tag<>(6, 1, QueueInquiry.Roll.class));
    }

    @Override
    public List<Tag<Answer>> answers() {
        return List.of(
                new Tag<>(1, 1, QueueAnswer.ShardView.class),
                new Tag<>(2, 1, QueueAnswer.Messages.class),
                new Tag<>(3, 1, QueueAnswer.GroupViews.class),
                new Tag<>(4, 1, QueueAnswer.Payloads.class),
                new Tag<>(5, 1, QueueAnswer.Glimpse.class),
                new Tag<>(6, 1, QueueAnswer.Rolled.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
