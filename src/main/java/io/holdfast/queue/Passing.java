package io.holdfast.queue;

/** What happens in a shard because time passes: pauses end, redrives and burials go on, deadlines come. */
final class Passing {

    private final ShardState state;
    private final Lifecycle lifecycle;

    Passing(ShardState state, Lifecycle lifecycle) {
        this.state = state;
        this.lifecycle = lifecycle;
    }

    /**
     * Acts on what is due.
     *
     * @param most after so many messages it stops, and the rest stays due
     */
    void pass(Moment moment, int most) {
        if (state.pauseEnds <= moment.millis()) {
            pause(moment, false, false, 0);
        }
        int left = most;
        var redrive = state.redrive;
        if (redrive != null && redrive.nextMillis <= moment.millis()) {
            left -= step(moment, redrive);
        }
        while (left > 0 && !state.dooms.isEmpty()) {
            left -= 1 + new GroupBurial(state, lifecycle).goOn(moment, Math.min(left, QueueLimits.SWEEP_MAX));
        }
        int row = state.deadlines.first();
        while (left > 0 && row != Slab.NONE && state.slab.due(row) <= moment.millis()) {
            lifecycle.comeDue(moment, row);
            left--;
            row = state.deadlines.first();
        }
    }

    void pause(Moment moment, boolean sending, boolean receiving, long forMillis) {
        state.sendingPaused = sending;
        state.receivingPaused = receiving;
        boolean ends = forMillis > 0 && (sending || receiving);
        state.pauseEnds = ends ? moment.millis() + forMillis : Slab.NEVER;
        moment.tell(new QueueEvent.Paused(state.shard, sending, receiving));
    }

    void begin(Moment moment, QueueCommand.Redrive command) {
        var task = new RedriveTask(command, state.dead.size(), state.deaths);
        task.next = state.dead.first();
        task.nextMillis = moment.millis();
        state.redrive = task;
        moment.tell(new QueueEvent.RedriveBegun(state.shard, task.name, task.total));
    }

    void end(Moment moment, RedriveTask task, boolean cancelled) {
        state.redrive = null;
        moment.tell(new QueueEvent.RedriveEnded(state.shard, task.name, task.redriven, cancelled));
    }

    /** One step of the redrive; returns how many messages it looked at. */
    private int step(Moment moment, RedriveTask task) {
        int looked = 0;
        int quota = task.quota();
        while (hasNext(task) && quota > 0 && looked < QueueLimits.SWEEP_MAX) {
            int row = task.next;
            task.next = state.slab.behind(row);
            task.seen++;
            looked++;
            if (lifecycle.isMeant(task, row)) {
                lifecycle.redrive(moment, row);
                task.redriven++;
                quota--;
            }
        }
        if (hasNext(task)) {
            task.nextMillis = moment.millis() + task.pauseMillis();
        } else {
            end(moment, task, false);
        }
        return looked;
    }

    private boolean hasNext(RedriveTask task) {
        return task.next != Slab.NONE && state.slab.lease(task.next) <= task.upTo;
    }

    /** One sweep of a purge, from the greatest number down. */
    QueueResult.Purged purge(Moment moment, QueueCommand.Purge command) {
        long number = command.upTo() == 0 ? Long.MAX_VALUE : command.upTo();
        int purged = 0;
        int row = state.index.floor(number);
        for (int looked = 0; row != Slab.NONE && looked < QueueLimits.LOOK_MAX; looked++) {
            if (purged == QueueLimits.SWEEP_MAX) {
                break;
            }
            number = state.slab.number(row) - 1;
            boolean old = moment.millis() - state.slab.sent(row) >= command.ageMillisMin();
            if (old && command.states().contains(state.slab.state(row))) {
                lifecycle.forget(row);
                purged++;
            }
            row = state.index.floor(number);
        }
        state.tally.purged += purged;
        if (purged > 0) {
            moment.tell(new QueueEvent.Purged(state.shard, purged));
        }
        return new QueueResult.Purged(purged, row == Slab.NONE ? 0 : number);
    }
}
