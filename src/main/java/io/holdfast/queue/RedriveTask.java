package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/** A redrive under way: what it looks for, how far it is, and when it goes on. */
final class RedriveTask {

    private static final int STEPS_PER_SECOND = 10;
    private static final long SECOND = 1_000;

    final String name;
    final @Nullable String group;
    final @Nullable String reason;
    final int perSecond;
    final long total;
    /** The last death that it looks at. */
    final long upTo;

    long seen;
    long redriven;
    long nextMillis;
    /** The row it looks at next; {@link Slab#NONE} if there is none. */
    int next = Slab.NONE;

    RedriveTask(QueueCommand.Redrive command, long total, long upTo) {
        this.name = command.task();
        this.group = command.group();
        this.reason = command.reason();
        this.perSecond = command.perSecond();
        this.total = total;
        this.upTo = upTo;
    }

    /** How many it redrives in one step. */
    int quota() {
        return perSecond == 0
                ? QueueLimits.SWEEP_MAX
                : Math.max(1, Math.min(QueueLimits.SWEEP_MAX, perSecond / STEPS_PER_SECOND));
    }

    /** How long it waits after a step. */
    long pauseMillis() {
        return perSecond == 0 ? 0 : (quota() * SECOND + perSecond - 1) / perSecond;
    }

    QueueAnswer.RedriveView view() {
        return new QueueAnswer.RedriveView(name, total, seen, redriven, perSecond);
    }
}
