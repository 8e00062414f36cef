package io.holdfast.queue;

import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages out. The order is this:
 *
 * <ol>
 *   <li>messages without a group, of priority 9 down to 1: strictly by priority, then by number;
 *   <li>then, by turns, the next group of the ring gives its first message, and the first message without a group and of
 *       priority 0 is taken: neither the groups nor the messages without one wait for all of the other kind, however many;
 *   <li>when nothing else is left and there is room in the receive, those groups give further messages, one each in every
 *       round, as long as their order allows: so a long group fills a receive if nobody else wants it.
 * </ol>
 *
 * A group joins the ring at its end when it has something to hand out and nothing in flight; so a group with a long backlog
 * has one turn like any other. What is past its time to live is not handed out, though it may not have been swept yet.
 */
final class Receiving {

    private final ShardState state;
    private final Lifecycle lifecycle;
    private final Moment moment;
    private final Receive command;

    private final List<Lease> leases = new ArrayList<>();
    private final int most;
    private long bytes;
    private int sweepsLeft = QueueLimits.SWEEP_MAX;
    private boolean full;

    private Receiving(ShardState state, Lifecycle lifecycle, Moment moment, Receive command) {
        this.state = state;
        this.lifecycle = lifecycle;
        this.moment = moment;
        this.command = command;
        this.most = Math.min(command.max(), state.inFlightMax() - state.inFlight.size());
    }

    /** What keeps the shard from handing out anything, whatever is asked; null if it would. */
    static @Nullable QueueResult hindrance(ShardState state) {
        if (state.receivingPaused) {
            return new Refused(Reason.PAUSED);
        }
        if (state.claimable() == 0) {
            return new Delivered(List.of());
        }
        return state.inFlight.size() >= state.inFlightMax() ? new Refused(Reason.TOO_MANY_IN_FLIGHT) : null;
    }

    static QueueResult receive(ShardState state, Lifecycle lifecycle, Moment moment, Receive command) {
        var hindrance = hindrance(state);
        if (hindrance != null) {
            return hindrance;
        }
        var receiving = new Receiving(state, lifecycle, moment, command);
        receiving.handOut();
        return new Delivered(receiving.leases);
    }

    private void handOut() {
        for (int priority = QueueLimits.PRIORITY_MAX; priority > 0; priority--) {
            takeAll(state.lines[priority]);
        }
        var groups = takeTurns();
        boolean more = !groups.isEmpty();
        while (more) {
            more = false;
            for (var group : groups) {
                more |= take(firstOf(group));
            }
        }
    }

    private void takeAll(Line line) {
        boolean more = line.size() > 0;
        while (more) {
            more = take(firstOf(line));
        }
    }

    private List<Group> takeTurns() {
        var groups = new ArrayList<Group>(0);
        boolean more = true;
        while (more && isWanted()) {
            var group = nextGroup();
            int alone = firstOf(state.lines[0]);
            if (group != null && (state.groupsTurn || alone == Slab.NONE)) {
                more = take(group.ready.first());
                if (more) {
                    groups.add(group);
                    state.groupsTurn = false;
                }
            } else {
                more = take(alone);
                if (more) {
                    state.groupsTurn = true;
                }
            }
        }
        return groups;
    }

    private boolean isWanted() {
        return !full && leases.size() < most;
    }

    private boolean take(int row) {
        if (row == Slab.NONE || !isWanted()) {
            return false;
        }
        bytes += state.slab.size(row);
        if (bytes > command.bytesMax() && !leases.isEmpty()) {
            full = true;
            return false;
        }
        leases.add(lifecycle.grant(moment, row, moment.number(leases.size()), command));
        return true;
    }

    private int firstOf(Line line) {
        int row = isWanted() ? line.first() : Slab.NONE;
        while (row != Slab.NONE && isOver(row)) {
            row = line.first();
        }
        return full ? Slab.NONE : row;
    }

    private @Nullable Group nextGroup() {
        var group = state.groups.ring.first();
        while (group != null && isOver(group.ready.first())) {
            group = state.groups.ring.first();
        }
        return full ? null : group;
    }

    private int firstOf(Group group) {
        int row = isWanted() ? state.firstOf(group) : Slab.NONE;
        while (row != Slab.NONE && isOver(row)) {
            row = state.firstOf(group);
        }
        return full ? Slab.NONE : row;
    }

    /** Whether the message was past its time, and is gone or dead now. After so many of them the receive is over. */
    private boolean isOver(int row) {
        if (full || state.slab.expires(row) > moment.millis()) {
            return false;
        }
        if (sweepsLeft-- == 0) {
            full = true;
            return false;
        }
        lifecycle.expire(moment, row);
        return true;
    }
}
