package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ABSENT;
import static io.holdfast.cache.model.State.APPLIED;
import static io.holdfast.cache.model.State.APPLIED_SEQUENCE;
import static io.holdfast.cache.model.State.CLOCK;
import static io.holdfast.cache.model.State.CONTENT;
import static io.holdfast.cache.model.State.DEADLINE;
import static io.holdfast.cache.model.State.DIRTY;
import static io.holdfast.cache.model.State.FLOOR;
import static io.holdfast.cache.model.State.PUT_BASIS;
import static io.holdfast.cache.model.State.PUT_CONTENT;
import static io.holdfast.cache.model.State.PUT_VERSION;
import static io.holdfast.cache.model.State.SEQUENCE;
import static io.holdfast.cache.model.State.STAMP;
import static io.holdfast.cache.model.State.TAGGED;
import static io.holdfast.cache.model.State.TERM;
import static io.holdfast.cache.model.State.TIME_TO_LIVE;
import static io.holdfast.cache.model.State.VERSION;
import static io.holdfast.cache.model.State.VIEW;

import io.holdfast.cache.model.Bounds.Budget;
import org.jspecify.annotations.Nullable;

/** What becomes of the replicated state when a step is applied, which for the model is the moment it is committed. */
final class Machine {

    /**
     * What a write led to.
     *
     * @param isNew whether it was not applied before
     * @param isRefused whether it changed nothing because a condition did not hold
     * @param broken a promise that this broke
     */
    record Effect(
            boolean isNew, boolean isRefused, @Nullable String broken) {}

    private final Bounds bounds;
    private final Rules rules;

    Machine(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    Effect apply(State next, int put) {
        boolean before = ((next.get(APPLIED) >> put) & 1) != 0;
        if (before && rules.keep(Rule.WRITES_ARE_APPLIED_ONCE)) {
            return new Effect(false, false, null);
        }
        int content = next.get(PUT_CONTENT + put - 1);
        int basis = next.get(PUT_BASIS + put - 1) - 1;
        boolean changed = basis >= 0 && next.get(VERSION) > basis;
        boolean purged = basis >= 0 && (content & TAGGED) != 0 && next.get(FLOOR) > basis;
        if ((changed && rules.keep(Rule.FILL_CHECKED_WHEN_APPLIED))
                || (purged
                        && rules.keep(Rule.FILL_CHECKED_WHEN_APPLIED)
                        && rules.keep(Rule.FILL_CHECKED_AGAINST_PURGES))) {
            next.set(APPLIED, next.get(APPLIED) | (1 << put));
            return new Effect(true, true, null);
        }
        change(next, content);
        next.set(PUT_VERSION + put - 1, next.get(VERSION));
        next.set(APPLIED, next.get(APPLIED) | (1 << put));
        if (changed || purged) {
            return new Effect(true, false, "I8: a fill came over what is newer than its source");
        }
        return new Effect(!before, false, before ? "a write was applied twice" : null);
    }

    /** Everything that carries the tag is gone from here on. */
    void purge(State next) {
        boolean carries = next.is(next.get(VERSION), TAGGED) && !next.is(next.get(VERSION), ABSENT);
        if (carries) {
            end(next);
        } else {
            next.set(SEQUENCE, next.get(SEQUENCE) + 1);
        }
        next.set(FLOOR, next.get(SEQUENCE));
    }

    /** The content is gone, though nobody has deleted it. */
    void end(State next) {
        int dirty = next.get(DIRTY);
        change(next, ABSENT);
        if (!rules.keep(Rule.ENDS_ARE_WRITTEN_BACK)) {
            next.set(DIRTY, dirty);
        }
    }

    private void change(State next, int content) {
        int version = next.get(SEQUENCE) + 1;
        next.set(SEQUENCE, version);
        next.set(VERSION, version);
        next.set(CONTENT + version, content);
        if (bounds.has(Budget.TICKS)) {
            next.set(STAMP, Math.max(next.get(STAMP), next.home(next.get(TERM), CLOCK)));
            next.set(DEADLINE + version, next.get(STAMP) + TIME_TO_LIVE);
        }
        next.set(DIRTY, bounds.has(Budget.WRITE_BACKS) ? 1 : 0);
    }

    /** The home that leads applies what is committed. */
    void applied(State next, int term) {
        next.home(term, VIEW, next.get(VERSION));
        next.home(term, APPLIED_SEQUENCE, next.get(SEQUENCE));
    }
}
