package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.CALLING;
import static io.holdfast.cache.model.State.IDLE;
import static io.holdfast.cache.model.State.LIVE;
import static io.holdfast.cache.model.State.PROPOSED;
import static io.holdfast.cache.model.State.TAGGED;
import static io.holdfast.cache.model.State.TAG_PENDING;
import static io.holdfast.cache.model.State.TAG_PHASE;
import static io.holdfast.cache.model.State.TAG_ROUND;

import io.holdfast.cache.model.Bounds.Budget;

/**
 * Purges of a tag. What is purged is gone or, if softly, stale: to the protocol both are a new version. To clear a cache is
 * to purge a tag that everything carries.
 */
final class Purging {

    private final Bounds bounds;
    private final Rules rules;
    private final Machine machine;

    Purging(Bounds bounds, Rules rules, Machine machine) {
        this.bounds = bounds;
        this.rules = rules;
        this.machine = machine;
    }

    void spontaneous(State state, int term, Steps steps) {
        if (state.home(term, TAG_PHASE) == IDLE && state.used(Budget.PURGES) < bounds.most(Budget.PURGES)) {
            begin(state, term, steps);
        }
        if (state.home(term, TAG_PHASE) == PROPOSED) {
            var next = state.copy();
            machine.purge(next);
            machine.applied(next, term);
            next.home(term, TAG_PHASE, IDLE);
            next.home(term, TAG_ROUND, 0);
            steps.take(next, "home commits the purge", term, 0);
        }
    }

    /** Every session is asked, whatever it is known to hold: nobody keeps a list of the lines with a tag. */
    private void begin(State state, int term, Steps steps) {
        var next = state.copy();
        int purge = next.use(Budget.PURGES);
        int pending = 0;
        for (int n = 0; n < next.nodes(); n++) {
            if (next.node(n, LIVE) != 0) {
                pending |= 1 << n;
                next.send(Message.invalidateTag(n, purge, term));
            }
        }
        boolean waits = pending != 0 && rules.keep(Rule.PURGE_ACKNOWLEDGED_BEFORE_PROPOSED);
        next.home(term, TAG_PHASE, waits ? CALLING : PROPOSED);
        next.home(term, TAG_PENDING, waits ? pending : 0);
        next.home(term, TAG_ROUND, purge);
        steps.take(next, "home begins to purge", term, purge);
    }

    /** The node has nothing that carries the tag. */
    void released(State next, int term, int n) {
        if (next.home(term, TAG_PHASE) != CALLING) {
            return;
        }
        next.home(term, TAG_PENDING, next.home(term, TAG_PENDING) & ~(1 << n));
        if (next.home(term, TAG_PENDING) == 0) {
            next.home(term, TAG_PHASE, PROPOSED);
        }
    }

    boolean isLocked(State state, int term, int content) {
        return (content & TAGGED) != 0 && state.home(term, TAG_PHASE) != IDLE && rules.keep(Rule.TAG_IS_LOCKED);
    }
}
