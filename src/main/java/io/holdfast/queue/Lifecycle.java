package io.holdfast.queue;

import io.holdfast.queue.QueueSettings.Expiry;
import io.holdfast.queue.QueueSettings.OnFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can happen to a message of a shard, from when it is taken until it is gone; each step is written to the shelf. */
final class Lifecycle {

    private static final String NOBODY = "";

    private final ShardState state;
    private final Slab slab;
    private final ShardShelf shelf;

    Lifecycle(ShardState state) {
        this.state = state;
        this.slab = state.slab;
        this.shelf = state.shelf;
    }

    void take(Moment moment, long number, Draft draft) {
        var group = draft.group() == null ? null : state.groups.named(draft.group());
        int size = draft.payload().bytes().length;
        int row = slab.take(number);
        slab.body(row, group == null ? Slab.NONE : group.id, size);
        slab.priority(row, draft.priority());
        slab.sent(row, moment.millis());
        long available = moment.millis() + draft.delayMillis();
        long ttl = draft.ttlMillis() == 0 ? state.settings.ttlMillis() : draft.ttlMillis();
        slab.expires(row, ttl == 0 ? Slab.NEVER : available + ttl);
        state.index.append(row);
        state.bytes += size;
        if (group != null) {
            group.members++;
        }
        shelf.putPayload(number, draft.payload());
        if (draft.delayMillis() == 0) {
            becomeReady(row, available);
        } else {
            becomeDelayed(moment, row, available);
        }
        state.tally.sent++;
    }

    /** Hands a ready message out. */
    Lease grant(Moment moment, int row, long lease, QueueCommand.Receive command) {
        long visibility =
                command.visibilityMillis() == 0 ? state.settings.visibilityMillis() : command.visibilityMillis();
        state.displace(row);
        slab.state(row, MessageState.IN_FLIGHT);
        slab.mark(row, Flags.LAPSED, false);
        slab.counts(row, slab.attempts(row) + 1, slab.failures(row));
        slab.lease(row, lease, command.nonce());
        slab.since(row, moment.millis());
        slab.deadline(row, moment.millis() + visibility);
        enter(row, command.consumer());
        state.tally.delivered++;
        if (slab.attempts(row) > 1) {
            state.tally.redelivered++;
        }
        var group = state.groups.of(row);
        return new Lease(
                slab.number(row),
                lease,
                command.nonce(),
                group == null ? null : group.name,
                slab.priority(row),
                slab.attempts(row),
                slab.failures(row),
                lease,
                moment.millis() - slab.sent(row),
                visibility);
    }

    /** Hides a message in flight for so long from now, if it is not hidden for longer anyway. */
    void extend(Moment moment, int row, long millis) {
        long until = moment.millis() + millis;
        if (until <= slab.deadline(row)) {
            return;
        }
        state.deadlines.remove(row);
        slab.deadline(row, until);
        state.deadlines.add(row);
        long number = slab.number(row);
        write(row, HeadRow.consumer(shelf.head(number)));
    }

    /** Gives a message in flight back without a failure, to be received again after so long. */
    void release(Moment moment, int row, long delayMillis) {
        state.displace(row);
        slab.lease(row, 0, 0);
        if (slab.attempts(row) >= state.settings.attemptsMax()) {
            die(moment, row, Cause.ATTEMPTS, null);
        } else {
            comeBack(moment, row, delayMillis);
        }
    }

    /** Gives a message in flight back as if it had not been handed out. */
    void unsee(Moment moment, int row) {
        state.displace(row);
        slab.lease(row, 0, 0);
        slab.counts(row, Math.max(0, slab.attempts(row) - 1), slab.failures(row));
        comeBack(moment, row, 0);
    }

    /**
     * A consumer failed with a message in flight.
     *
     * @param delayMillis until the next attempt; {@link Settlement#BY_QUEUE} is as the queue says
     */
    void fail(Moment moment, int row, long delayMillis, @Nullable String reason) {
        var mates = GroupBurial.matesBehind(state, row);
        state.displace(row);
        slab.lease(row, 0, 0);
        slab.mark(row, Flags.FAILED_BY_LAPSE, false);
        note(row, new Note("", reason == null ? "" : reason));
        failed(moment, row, delayMillis, mates);
    }

    /** The lease of a message in flight lapsed. It still stands in the row: until the next grant an ack by it is good. */
    void lapse(Moment moment, int row) {
        var mates = GroupBurial.matesBehind(state, row);
        state.displace(row);
        slab.mark(row, Flags.LAPSED | Flags.FAILED_BY_LAPSE, true);
        note(row, Note.NOTHING);
        state.tally.lapsed++;
        failed(moment, row, Settlement.BY_QUEUE, mates);
    }

    private void failed(Moment moment, int row, long delayMillis, long[] mates) {
        int failures = slab.failures(row) + 1;
        slab.counts(row, slab.attempts(row), failures);
        var group = state.groups.of(row);
        if (group != null && state.settings.onFailure() == OnFailure.BURY_GROUP) {
            long number = slab.number(row);
            group.doomed = true;
            die(moment, row, Cause.FAILURES, null);
            new GroupBurial(state, this).begin(moment, group, number, mates);
        } else if (failures >= state.settings.failuresMax()) {
            die(moment, row, Cause.FAILURES, null);
        } else if (slab.attempts(row) >= state.settings.attemptsMax()) {
            die(moment, row, Cause.ATTEMPTS, null);
        } else {
            comeBack(
                    moment,
                    row,
                    delayMillis < 0 ? Backoff.of(state.settings, slab.number(row), failures) : delayMillis);
        }
    }

    /** Somebody gave the message up. */
    void bury(Moment moment, int row, @Nullable String reason) {
        state.displace(row);
        die(moment, row, Cause.BURIED, reason);
    }

    /** The rest of its group died before it. */
    void buryWithGroup(Moment moment, int row) {
        state.displace(row);
        die(moment, row, Cause.GROUP, null);
    }

    /** Whatever was to happen to the message by now happens. */
    void comeDue(Moment moment, int row) {
        switch (slab.state(row)) {
            case READY -> expire(moment, row);
            case DELAYED -> {
                if (slab.expires(row) <= moment.millis()) {
                    expire(moment, row);
                } else {
                    state.displace(row);
                    becomeReady(row, slab.deadline(row));
                }
            }
            case IN_FLIGHT -> lapse(moment, row);
            case DEAD -> {
                state.displace(row);
                drop(row);
            }
        }
    }

    /** Its time to live is over. */
    void expire(Moment moment, int row) {
        state.displace(row);
        expired(moment, row);
    }

    private void expired(Moment moment, int row) {
        if (state.settings.expiry() == Expiry.BURY) {
            die(moment, row, Cause.EXPIRED, null);
        } else {
            drop(row);
        }
    }

    private void drop(int row) {
        end(row);
        state.tally.expired++;
        state.dropped++;
    }

    /** Lets a dead message be received again, as if it were new but for its number. */
    void redrive(Moment moment, int row) {
        state.displace(row);
        note(row, Note.NOTHING);
        slab.flags(row, slab.flags(row) & ~(Flags.CAUSE << Flags.CAUSE_SHIFT | Flags.FAILED_BY_LAPSE));
        slab.counts(row, 0, 0);
        slab.lease(row, 0, 0);
        long ttl = state.settings.ttlMillis();
        slab.expires(row, ttl == 0 ? Slab.NEVER : moment.millis() + ttl);
        becomeReady(row, moment.millis());
        state.tally.redriven++;
    }

    /** Moves when a message that is ready or delayed can be received, and with it what is left of its time to live. */
    void reschedule(Moment moment, int row, long delayMillis, int priority) {
        boolean delayed = slab.state(row) == MessageState.DELAYED;
        if (priority < 0 && (delayMillis < 0 || (delayMillis == 0 && !delayed))) {
            return;
        }
        long before = delayed ? slab.deadline(row) : slab.since(row);
        state.displace(row);
        if (priority >= 0) {
            slab.priority(row, priority);
        }
        boolean moves = delayMillis > 0 || (delayMillis == 0 && delayed);
        long available = moves ? moment.millis() + delayMillis : before;
        if (moves && slab.expires(row) != Slab.NEVER) {
            slab.expires(row, slab.expires(row) - before + available);
        }
        if (moves ? delayMillis == 0 : !delayed) {
            becomeReady(row, available);
        } else {
            becomeDelayed(moment, row, available);
        }
    }

    /** The message is gone, whatever its state. */
    void forget(int row) {
        state.displace(row);
        end(row);
    }

    private void comeBack(Moment moment, int row, long delayMillis) {
        if (slab.expires(row) <= moment.millis()) {
            expired(moment, row);
        } else if (delayMillis <= 0) {
            becomeReady(row, moment.millis());
        } else {
            becomeDelayed(moment, row, moment.millis() + delayMillis);
        }
    }

    private void becomeReady(int row, long since) {
        slab.state(row, MessageState.READY);
        slab.since(row, since);
        slab.deadline(row, Slab.NEVER);
        enter(row, NOBODY);
    }

    private void becomeDelayed(Moment moment, int row, long until) {
        slab.state(row, MessageState.DELAYED);
        slab.since(row, moment.millis());
        slab.deadline(row, until);
        enter(row, NOBODY);
    }

    private void die(Moment moment, int row, Cause cause, @Nullable String said) {
        long kept = state.settings.deadMillis();
        var group = state.groups.of(row);
        slab.state(row, MessageState.DEAD);
        slab.mark(row, Flags.LAPSED, false);
        slab.mark(row, cause.ordinal() << Flags.CAUSE_SHIFT, true);
        slab.lease(row, ++state.deaths, 0);
        slab.since(row, moment.millis());
        slab.deadline(row, kept == 0 ? Slab.NEVER : moment.millis() + kept);
        slab.expires(row, Slab.NEVER);
        if (said != null && !said.isEmpty()) {
            note(row, new Note(said, noteOf(row).failure()));
        }
        enter(row, NOBODY);
        state.tally.buried++;
        var reason = said == null || said.isEmpty() ? cause.reason : said;
        moment.tell(new QueueEvent.Buried(state.shard, slab.number(row), group == null ? null : group.name, reason));
    }

    private void enter(int row, String consumer) {
        state.place(row);
        write(row, consumer);
        state.refresh(state.groups.of(row));
    }

    private void write(int row, String consumer) {
        shelf.putHead(slab.number(row), HeadRow.pack(slab, row, state.groups.of(row), consumer));
    }

    private void end(int row) {
        var group = state.groups.of(row);
        shelf.removeMessage(slab.number(row), slab.is(row, Flags.NOTED));
        state.bytes -= slab.size(row);
        state.free(row);
        if (group != null) {
            group.members--;
            state.refresh(group);
        }
    }

    Note noteOf(int row) {
        return slab.is(row, Flags.NOTED) ? shelf.note(slab.number(row)) : Note.NOTHING;
    }

    /** What is noted of the message from now on; who calls it writes the head afterwards. */
    private void note(int row, Note note) {
        long number = slab.number(row);
        if (!note.isEmpty()) {
            shelf.putNote(number, note);
        } else if (slab.is(row, Flags.NOTED)) {
            shelf.removeNote(number);
        }
        slab.mark(row, Flags.NOTED, !note.isEmpty());
    }

    /** Why a dead message is dead. */
    String reasonOf(int row) {
        var cause = Cause.of(slab.flags(row));
        var said = cause == Cause.BURIED ? noteOf(row).reason() : "";
        return said.isEmpty() ? cause.reason : said;
    }

    /** Whether the redrive is for this dead message. */
    boolean isMeant(RedriveTask task, int row) {
        var group = state.groups.of(row);
        boolean ofGroup = task.group == null || (group != null && Objects.equals(group.name, task.group));
        return ofGroup && (task.reason == null || reasonOf(row).startsWith(task.reason));
    }
}
