package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ABSENT;
import static io.holdfast.cache.model.State.DIRTY;
import static io.holdfast.cache.model.State.HORIZON;
import static io.holdfast.cache.model.State.NOTHING;
import static io.holdfast.cache.model.State.STORED;
import static io.holdfast.cache.model.State.VERSION;

import io.holdfast.cache.model.Bounds.Budget;

/**
 * The store behind the cache. Attempts to write back can be late by any time: who made them may have been paused, and lead
 * no longer.
 */
final class WritingBack {

    private final Bounds bounds;
    private final Rules rules;

    WritingBack(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    void spontaneous(State state, Steps steps) {
        if (state.get(DIRTY) != 0 && state.used(Budget.WRITE_BACKS) < bounds.most(Budget.WRITE_BACKS)) {
            var next = state.copy();
            next.use(Budget.WRITE_BACKS);
            next.send(Message.writeBack(next.get(VERSION)));
            steps.take(next, "is to be written back", 0, next.get(VERSION));
        }
        int stored = state.get(STORED);
        if (stored != NOTHING && state.is(stored, ABSENT)) {
            var next = state.copy();
            next.set(STORED, NOTHING);
            if (rules.keep(Rule.MARKS_LEAVE_A_HORIZON)) {
                next.set(HORIZON, Math.max(next.get(HORIZON), stored));
            }
            steps.take(next, "the store removes its mark", 0, stored);
        }
    }

    void follow(State next, long message) {
        int version = Message.version(message);
        switch (Message.kind(message)) {
            case WRITE_BACK -> {
                store(next, version);
                next.send(Message.writtenBack(version));
            }
            case WRITTEN_BACK -> {
                if (version == next.get(VERSION) || !rules.keep(Rule.CLEAN_NAMES_VERSION)) {
                    next.set(DIRTY, 0);
                }
            }
            default -> throw new IllegalStateException("not for the store: " + Message.toString(message));
        }
    }

    private void store(State next, int version) {
        int stored = next.get(STORED);
        boolean newer = stored == NOTHING ? version > next.get(HORIZON) : version > stored;
        if (newer || (stored != NOTHING && !rules.keep(Rule.STORE_TAKES_ONLY_NEWER))) {
            boolean marks = !next.is(version, ABSENT) || rules.keep(Rule.DELETES_LEAVE_A_MARK);
            next.set(STORED, marks ? version : NOTHING);
        }
    }
}
