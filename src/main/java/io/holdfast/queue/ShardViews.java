package io.holdfast.queue;

import io.holdfast.queue.QueueAnswer.Counts;
import io.holdfast.queue.QueueAnswer.GroupView;
import io.holdfast.queue.QueueAnswer.GroupViews;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueAnswer.Messages;
import io.holdfast.queue.QueueAnswer.ShardView;
import java.util.ArrayList;
import java.util.List;

/** Answers about a shard. Each looks at a bounded number of rows and changes nothing. */
final class ShardViews {

    /** What is told of a lapse, where a consumer's reason for a failure would stand. */
    private static final String LAPSED = "lapsed";

    private final ShardState state;
    private final Lifecycle lifecycle;
    private final long now;

    ShardViews(ShardState state, Lifecycle lifecycle, long now) {
        this.state = state;
        this.lifecycle = lifecycle;
        this.now = now;
    }

    static ShardView nothing() {
        var counts = new Tally().counts();
        return new ShardView(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, false, 0, null, counts);
    }

    ShardView shard() {
        int oldest = state.inFlight.first();
        var redrive = state.redrive;
        Counts counts = state.tally.counts();
        return new ShardView(
                true,
                state.birth,
                state.version,
                state.ready(),
                state.inFlight.size(),
                state.delayed,
                state.dead.size(),
                state.bytes,
                state.groups.alive,
                state.groups.alive - state.groups.ring.size(),
                oldestReady(),
                oldest == Slab.NONE ? 0 : now - state.slab.since(oldest),
                state.sendingPaused,
                state.receivingPaused,
                remaining(state.pauseEnds),
                redrive == null ? null : redrive.view(),
                counts);
    }

    /** Of the messages without a group, and the first of each group whose turn comes, as far as the look goes. */
    private long oldestReady() {
        long oldest = now;
        for (var line : state.lines) {
            oldest = line.oldest(QueueLimits.SWEEP_MAX, oldest);
        }
        var group = state.groups.ring.first();
        for (int i = 0; i < QueueLimits.SWEEP_MAX && group != null; i++) {
            oldest = Math.min(oldest, state.slab.since(group.ready.first()));
            group = group.behind;
        }
        return now - oldest;
    }

    Messages message(long number) {
        int row = state.index.find(number);
        return new Messages(row == Slab.NONE ? List.of() : List.of(view(row, true)), 0);
    }

    Messages peek(QueueInquiry.Peek peek) {
        var views = new ArrayList<MessageView>();
        int row = state.index.higher(peek.after());
        long last = peek.after();
        for (int looked = 0; row != Slab.NONE && looked < QueueLimits.LOOK_MAX; looked++) {
            if (views.size() == peek.limit()) {
                break;
            }
            last = state.slab.number(row);
            if (isAsked(peek, row)) {
                views.add(view(row, peek.payloads()));
            }
            row = state.index.higher(last);
        }
        return new Messages(views, row == Slab.NONE ? 0 : last);
    }

    private boolean isAsked(QueueInquiry.Peek peek, int row) {
        if (peek.state() != null && peek.state() != state.slab.state(row)) {
            return false;
        }
        if (peek.group() == null) {
            return true;
        }
        var group = state.groups.of(row);
        return group != null && group.name.equals(peek.group());
    }

    private MessageView view(int row, boolean withPayload) {
        var slab = state.slab;
        long number = slab.number(row);
        var group = state.groups.of(row);
        var inState = slab.state(row);
        boolean timed = inState == MessageState.DELAYED || inState == MessageState.IN_FLIGHT;
        return new MessageView(
                number,
                inState,
                group == null ? null : group.name,
                slab.priority(row),
                slab.attempts(row),
                slab.failures(row),
                now - slab.sent(row),
                timed ? remaining(slab.deadline(row)) : 0,
                remaining(slab.expires(row)),
                inState == MessageState.IN_FLIGHT ? HeadRow.consumer(state.shelf.head(number)) : "",
                lifecycle.reasonOf(row),
                slab.is(row, Flags.FAILED_BY_LAPSE)
                        ? LAPSED
                        : lifecycle.noteOf(row).failure(),
                slab.size(row),
                withPayload ? state.shelf.payload(number) : null);
    }

    private long remaining(long until) {
        return until == Slab.NEVER ? 0 : Math.max(0, until - now);
    }

    GroupViews groups(QueueInquiry.Groups page) {
        var views = new ArrayList<GroupView>();
        var last = page.after();
        int looked = 0;
        for (var group : state.groups.after(page.after()).values()) {
            if (views.size() == page.limit() || looked++ == QueueLimits.LOOK_MAX) {
                return new GroupViews(views, last);
            }
            last = group.name;
            if (group.alive() > 0) {
                views.add(
                        new GroupView(group.name, group.ready.size(), group.inFlight, group.delayed(), !group.waiting));
            }
        }
        return new GroupViews(views, "");
    }
}
