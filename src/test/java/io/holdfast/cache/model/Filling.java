package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ABSENT;
import static io.holdfast.cache.model.State.APPLIED_SEQUENCE;
import static io.holdfast.cache.model.State.LAST_TOKEN;
import static io.holdfast.cache.model.State.VIEW;

import io.holdfast.cache.model.Bounds.Budget;

/** Leases to fill a line that is absent: one caller fetches the content, and its write counts only if nothing came between. */
final class Filling {

    private final Bounds bounds;
    private final Rules rules;

    Filling(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    void spontaneous(State state, int term, Steps steps) {
        if (state.home(term, LAST_TOKEN) != 0) {
            var next = state.copy();
            next.home(term, LAST_TOKEN, 0);
            steps.take(next, "home lets the fill lease run out", term, 0);
        }
    }

    /** At most one lease at a time. */
    long withToken(State next, int term, long fill) {
        boolean may = next.is(next.home(term, VIEW), ABSENT)
                && next.home(term, LAST_TOKEN) == 0
                && next.used(Budget.TOKENS) < bounds.most(Budget.TOKENS);
        if (!may) {
            return fill;
        }
        int token = next.use(Budget.TOKENS);
        next.home(term, LAST_TOKEN, token);
        return Message.withToken(fill, token, next.home(term, APPLIED_SEQUENCE));
    }

    /** Whether a write may go on; if so, it uses up or voids the lease that is out. */
    boolean admits(State next, int term, long put) {
        int token = Message.token(put);
        if (token != 0 && token != next.home(term, LAST_TOKEN) && rules.keep(Rule.FILL_CHECKED_ON_ARRIVAL)) {
            return false;
        }
        next.home(term, LAST_TOKEN, 0);
        return true;
    }
}
