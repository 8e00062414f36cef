package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ABSENT;
import static io.holdfast.cache.model.State.CLOCK;
import static io.holdfast.cache.model.State.DEADLINE;
import static io.holdfast.cache.model.State.NOW;
import static io.holdfast.cache.model.State.STAMP;
import static io.holdfast.cache.model.State.TOLD_GONE;
import static io.holdfast.cache.model.State.VERSION;
import static io.holdfast.cache.model.State.VIEW;

import io.holdfast.cache.model.Bounds.Budget;

/**
 * Contents with a time to live. Time passes outside; a home's clock never runs faster, and a new home goes on from the time
 * of the last entry. A content ends with a step in the log, and nobody is asked to drop it: every copy has ended by then.
 */
final class Aging {

    private final Bounds bounds;
    private final Rules rules;
    private final Machine machine;

    Aging(Bounds bounds, Rules rules, Machine machine) {
        this.bounds = bounds;
        this.rules = rules;
        this.machine = machine;
    }

    void spontaneous(State state, int term, Steps steps) {
        if (!bounds.has(Budget.TICKS)) {
            return;
        }
        if (state.used(Budget.TICKS) < bounds.most(Budget.TICKS)) {
            for (int running = 0; running < 1 << term; running++) {
                tick(state, term, running, steps);
            }
        }
        if (isOver(state, term) && state.home(term, VIEW) == state.get(VERSION)) {
            var next = state.copy();
            next.set(STAMP, Math.max(next.get(STAMP), next.home(term, CLOCK)));
            machine.end(next);
            machine.applied(next, term);
            steps.take(next, "the log ends the content", term, 0);
        }
    }

    private static void tick(State state, int term, int running, Steps steps) {
        var next = state.copy();
        next.use(Budget.TICKS);
        next.set(NOW, next.get(NOW) + 1);
        for (int home = 1; home <= term; home++) {
            next.home(home, CLOCK, next.home(home, CLOCK) + ((running >> (home - 1)) & 1));
        }
        steps.take(next, "time passes, also for homes", running, 0);
    }

    private boolean isOver(State state, int term) {
        int view = state.home(term, VIEW);
        return bounds.has(Budget.TICKS)
                && !state.is(view, ABSENT)
                && state.home(term, CLOCK) >= state.get(DEADLINE + view);
    }

    boolean mustWait(State state, int term) {
        return isOver(state, term) && rules.keep(Rule.DUE_WAITS_FOR_THE_LOG);
    }

    /** Only without the rule: says that the content is gone before the log does. */
    boolean tellsGone(State next, int term) {
        if (!isOver(next, term)) {
            return false;
        }
        next.set(TOLD_GONE, next.home(term, VIEW) + 1);
        return true;
    }

    long withTimeLeft(State state, int term, long fill) {
        int view = state.home(term, VIEW);
        if (!bounds.has(Budget.TICKS) || state.is(view, ABSENT)) {
            return fill;
        }
        int at = rules.keep(Rule.TIME_LEFT_BY_THE_CLOCK) ? state.home(term, CLOCK) : state.get(STAMP);
        return Message.withTimeLeft(fill, state.get(DEADLINE + view) - at);
    }

    /** One more than when a copy's time is over; zero is never. */
    int until(State state, long answer, int sent, int left) {
        if (!bounds.has(Budget.TICKS) || state.is(Message.version(answer), ABSENT)) {
            return 0;
        }
        return (rules.keep(Rule.TIME_COUNTS_FROM_REQUEST) ? sent : state.get(NOW)) + left + 1;
    }
}
