package io.holdfast.queue;

import io.holdfast.core.Answer;
import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Inquired;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Machine;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.Body;
import io.holdfast.queue.QueueCommand.Cancel;
import io.holdfast.queue.QueueCommand.CancelRedrive;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Drop;
import io.holdfast.queue.QueueCommand.Pause;
import io.holdfast.queue.QueueCommand.Purge;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Redrive;
import io.holdfast.queue.QueueCommand.Reschedule;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueCommand.Turn;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.QueueResult.Turned;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The shards of one data group. Each is a {@link ShardState}; nothing happens between them.
 *
 * <p>A message is ready, in flight, delayed or dead. What must survive stands in its head on the shelf and is written at each
 * change; what the machine decides by stands in some 90 bytes of memory, whatever the payload is, and some 200 more for each
 * group with messages ({@code QueueMemoryTest} measures both). {@link Receiving} says in which order messages are handed out, {@link Settlements} which
 * receipts are good, {@link Lifecycle} what becomes of a message.
 *
 * <p>Of a group nothing is remembered without a message of it: leases are numbered by the sequence of the group of nodes, so
 * the fence of a message group cannot go back even if the queue is deleted and made again.
 *
 * <p>Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 every message that was taken ends acked, expired, cancelled or purged, or is there: the counters add up;
 *   <li>INV-2 a message has at most one lease by which it can be settled, and leases grow from step to step;
 *   <li>INV-3 an acked message never comes back;
 *   <li>INV-4 of a group nothing is handed out while anything of it is in flight, but for one batch in its order; and
 *       nothing that stands behind a message that waits, unless the queue says to skip it;
 *   <li>INV-5 what is handed out of a group comes after all that was handed out of it before, but for messages that came
 *       back, were redriven, or were skipped;
 *   <li>INV-6 memory and shelf say the same: what is read back from a snapshot goes on as the original does;
 *   <li>INV-7 what is asked of one step is bounded: no command and no step of time touches more than some thousands of
 *       messages, however many there are.
 * </ul>
 */
public final class QueueMachine implements Machine<QueueCommand>, Inquired<QueueCommand> {

    private final Shelf shelf;
    private final TreeMap<Shard, ShardState> shards = new TreeMap<>();
    private final Agenda agenda = new Agenda();

    public QueueMachine(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public Applied<QueueResult> apply(Stamp at, QueueCommand command) {
        var moment = Moment.of(at);
        var result = apply(moment, command);
        var shard = shards.get(command.shard());
        if (shard != null) {
            shard.announce(moment);
            agenda.follow(shard);
        }
        return new Applied<>(result, moment.events());
    }

    private QueueResult apply(Moment moment, QueueCommand command) {
        if (command instanceof Configure configure) {
            return configure(moment, configure);
        }
        if (command instanceof Drop drop) {
            return drop(moment, drop);
        }
        var shard = shards.get(command.shard());
        return shard == null ? new Refused(Reason.NO_SHARD) : apply(moment, shard, command);
    }

    private static QueueResult apply(Moment moment, ShardState shard, QueueCommand command) {
        var lifecycle = new Lifecycle(shard);
        return switch (command) {
            case Send send -> new Sending(shard, lifecycle).send(moment, send);
            case Receive receive -> Receiving.receive(shard, lifecycle, moment, receive);
            case Settle settle -> new QueueResult.Settled(new Settlements(shard, lifecycle).settle(moment, settle));
            case Turn(var settle, var receive) -> {
                var settled = new Settlements(shard, lifecycle).settle(moment, settle);
                var received = Receiving.receive(shard, lifecycle, moment, receive);
                yield new Turned(settled, received instanceof Delivered(var leases) ? leases : List.of());
            }
            case Cancel cancel -> cancel(moment, shard, cancel.message());
            case Reschedule reschedule -> reschedule(moment, shard, reschedule);
            case Purge purge -> new Passing(shard, lifecycle).purge(moment, purge);
            case Pause pause -> pause(moment, shard, pause);
            case Redrive redrive -> redrive(moment, shard, redrive);
            case CancelRedrive cancel -> cancelRedrive(moment, shard, cancel.task());
            case Configure _, Drop _ -> throw new IllegalStateException("made and dropped elsewhere");
        };
    }

    private QueueResult configure(Moment moment, Configure command) {
        var shard = shards.get(command.shard());
        if (shard != null && command.birth() > shard.birth) {
            remove(moment, shard);
            shard = null;
        }
        if (shard == null) {
            shard = new ShardState(shelf, command.shard(), moment.at().sequence(), command.birth());
            shard.version = command.version();
            shard.settings = command.settings();
            shards.put(command.shard(), shard);
            moment.tell(new QueueEvent.ShardMade(shard.shard, shard.birth));
        } else if (command.birth() == shard.birth && command.version() > shard.version) {
            boolean orderChanges =
                    shard.settings.onFailure() != command.settings().onFailure();
            shard.version = command.version();
            shard.settings = command.settings();
            if (orderChanges) {
                shard.groups.all().forEach(shard::refresh);
            }
        }
        return new QueueResult.Configured(shard.birth, shard.version);
    }

    private QueueResult drop(Moment moment, Drop command) {
        var shard = shards.get(command.shard());
        if (shard != null && shard.birth <= command.birth()) {
            remove(moment, shard);
        }
        return new QueueResult.Dropped();
    }

    private void remove(Moment moment, ShardState shard) {
        shards.remove(shard.shard);
        agenda.remove(shard);
        shard.shelf.removeAll();
        moment.tell(new QueueEvent.ShardDropped(shard.shard, shard.birth, shard.messages()));
    }

    private static QueueResult cancel(Moment moment, ShardState shard, long message) {
        int row = shard.index.find(message);
        if (row == Slab.NONE) {
            return new Refused(Reason.NO_MESSAGE);
        }
        if (shard.slab.state(row) == MessageState.IN_FLIGHT) {
            return new Refused(Reason.IN_FLIGHT);
        }
        new Lifecycle(shard).forget(row);
        shard.tally.cancelled++;
        moment.tell(new QueueEvent.Cancelled(shard.shard, message));
        return new QueueResult.Cancelled();
    }

    private static QueueResult reschedule(Moment moment, ShardState shard, Reschedule command) {
        int row = shard.index.find(command.message());
        if (row == Slab.NONE) {
            return new Refused(Reason.NO_MESSAGE);
        }
        var state = shard.slab.state(row);
        if (state == MessageState.IN_FLIGHT || state == MessageState.DEAD) {
            return new Refused(state == MessageState.DEAD ? Reason.DEAD : Reason.IN_FLIGHT);
        }
        if (shard.slab.group(row) != Slab.NONE && command.priority() >= 0) {
            return new Refused(Reason.GROUPED);
        }
        new Lifecycle(shard).reschedule(moment, row, command.delayMillis(), command.priority());
        return new QueueResult.Rescheduled();
    }

    private static QueueResult pause(Moment moment, ShardState shard, Pause command) {
        new Passing(shard, new Lifecycle(shard))
                .pause(moment, command.sending(), command.receiving(), command.forMillis());
        return new QueueResult.Paused(shard.sendingPaused, shard.receivingPaused);
    }

    private static QueueResult redrive(Moment moment, ShardState shard, Redrive command) {
        if (shard.redrive == null) {
            new Passing(shard, new Lifecycle(shard)).begin(moment, command);
        } else if (!shard.redrive.name.equals(command.task())) {
            return new Refused(Reason.REDRIVE_BUSY);
        }
        return new QueueResult.Redriving(command.task());
    }

    private static QueueResult cancelRedrive(Moment moment, ShardState shard, String name) {
        var task = shard.redrive;
        if (task == null || !task.name.equals(name)) {
            return new Refused(Reason.NO_REDRIVE);
        }
        new Passing(shard, new Lifecycle(shard)).end(moment, task, true);
        return new QueueResult.RedriveCancelled((int) task.redriven);
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    /** Shards that are due share what one step may do, so that one with much to do keeps no other waiting. */
    @Override
    public List<Event> timePassed(Stamp at) {
        var due = agenda.takeDue(at.millis());
        var moment = new Moment(at, new ArrayList<>());
        for (var shard : due) {
            new Passing(shard, new Lifecycle(shard)).pass(moment, Math.max(1, QueueLimits.DEADLINES_MAX / due.size()));
            shard.announce(moment);
            agenda.follow(shard);
        }
        return moment.events();
    }

    @Override
    public OptionalLong nextDeadline() {
        long first = agenda.first();
        return first == Slab.NEVER ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    @Override
    public Answer answer(Inquiry<?> inquiry, long nowMillis) {
        var asked = (QueueInquiry<?>) inquiry;
        if (asked instanceof QueueInquiry.Roll roll) {
            return roll(roll);
        }
        var shard = shards.get(asked.shard());
        if (shard == null) {
            return switch (asked) {
                case QueueInquiry.OfShard _ -> ShardViews.nothing();
                case QueueInquiry.Glance _ -> new QueueAnswer.Glimpse(false, 0);
                case QueueInquiry.Roll _ -> throw new IllegalStateException("answered before");
                case QueueInquiry.Groups _ -> new QueueAnswer.GroupViews(List.of(), "");
                case QueueInquiry.OfMessage _, QueueInquiry.Peek _ -> new QueueAnswer.Messages(List.of(), 0);
            };
        }
        var views = new ShardViews(shard, new Lifecycle(shard), nowMillis);
        return switch (asked) {
            case QueueInquiry.OfShard _ -> views.shard();
            case QueueInquiry.OfMessage one -> views.message(one.message());
            case QueueInquiry.Peek peek -> views.peek(peek);
            case QueueInquiry.Groups groups -> views.groups(groups);
            case QueueInquiry.Glance _ -> new QueueAnswer.Glimpse(true, shard.isOpen() ? shard.claimable() : 0);
            case QueueInquiry.Roll _ -> throw new IllegalStateException("answered before");
        };
    }

    private QueueAnswer.Rolled roll(QueueInquiry.Roll roll) {
        var marks = new ArrayList<QueueAnswer.ShardMark>();
        for (var shard : shards.tailMap(roll.shard()).values()) {
            if (marks.size() == roll.limit()) {
                return new QueueAnswer.Rolled(marks, shard.shard);
            }
            marks.add(new QueueAnswer.ShardMark(shard.shard, shard.birth, shard.version));
        }
        return new QueueAnswer.Rolled(marks, null);
    }

    /** A shard that is not here refuses everything; a receive that would find nothing, or not be allowed, is told so. */
    @Override
    public @Nullable Result foresee(QueueCommand command, long nowMillis) {
        var shard = shards.get(command.shard());
        if (shard == null) {
            boolean makes = command instanceof Configure || command instanceof Drop;
            return makes ? null : new Refused(Reason.NO_SHARD);
        }
        return command instanceof Receive && shard.nextDue() > nowMillis ? Receiving.hindrance(shard) : null;
    }

    @Override
    public @Nullable Answer enclosure(QueueCommand command, Result result) {
        return switch (result) {
            case Delivered(var leases) -> payloads(command.shard(), leases);
            case Turned turned -> payloads(command.shard(), turned.leases());
            default -> null;
        };
    }

    /** Of a lease that has ended by now nothing is shown: an answer that is given again must not hand a message out twice. */
    private QueueAnswer.Payloads payloads(Shard name, List<Lease> leases) {
        var shard = shards.get(name);
        return new QueueAnswer.Payloads(leases.stream()
                .map(lease ->
                        new Body(shard == null || !shard.isOut(lease) ? null : shard.shelf.payload(lease.message())))
                .toList());
    }

    public int shardCount() {
        return shards.size();
    }

    /** Messages in all shards. */
    public long messageCount() {
        return shards.values().stream().mapToLong(ShardState::messages).sum();
    }

    @Override
    public void save(RowSink rows) {
        ShardRows.save(shards.values(), rows);
    }

    @Override
    public void load(RowSource rows, int version) {
        for (var shard : ShardRows.load(rows, shelf)) {
            shards.put(shard.shard, shard);
            agenda.follow(shard);
        }
    }
}
