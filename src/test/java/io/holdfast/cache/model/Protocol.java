package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.CALLING;
import static io.holdfast.cache.model.State.GET;
import static io.holdfast.cache.model.State.PHASE;
import static io.holdfast.cache.model.State.PUTS;
import static io.holdfast.cache.model.State.ROUND;
import static io.holdfast.cache.model.State.TAG_PHASE;
import static io.holdfast.cache.model.State.TAG_ROUND;
import static io.holdfast.cache.model.State.TERM;

import io.holdfast.cache.model.Bounds.Budget;

/**
 * Everything that can happen next. A message that was sent may be followed at any later time or never, so loss and delay
 * need no steps of their own.
 */
final class Protocol {

    /** A step whose words begin so has broken a promise by itself. */
    static final String BROKEN = "!";

    private final Bounds bounds;
    private final Rules rules;
    private final NodeMoves nodes;
    private final HomeMoves homes;
    private final WritingBack store;

    Protocol(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
        this.nodes = new NodeMoves(bounds, rules);
        this.homes = new HomeMoves(bounds, rules);
        this.store = new WritingBack(bounds, rules);
    }

    State first() {
        return State.first(bounds);
    }

    /** Shows every state that can follow this one. */
    void expand(State state, Steps steps) {
        Steps tidied = (after, what, who, which) -> {
            after.forget(message -> isDead(after, message));
            steps.take(after, what, who, which);
        };
        for (int n = 0; n < state.nodes(); n++) {
            nodes.requests(state, n, tidied);
            nodes.givesUp(state, n, tidied);
            nodes.loses(state, n, tidied);
        }
        homes.spontaneous(state, tidied);
        store.spontaneous(state, tidied);
        for (int i = 0; i < state.messages(); i++) {
            if (!isRepeated(state, i)) {
                deliver(state, i, tidied);
            }
        }
    }

    private static boolean isRepeated(State state, int index) {
        for (int i = 0; i < index; i++) {
            if (state.message(i) == state.message(index)) {
                return true;
            }
        }
        return false;
    }

    private void deliver(State state, int index, Steps steps) {
        long message = state.message(index);
        deliver(state, index, message, false, steps);
        boolean twice = state.used(Budget.DUPLICATES) < bounds.most(Budget.DUPLICATES);
        if (twice && Message.kind(message) != Message.Kind.CONFIRMED) {
            deliver(state, index, message, true, steps);
        }
    }

    private void deliver(State state, int index, long message, boolean again, Steps steps) {
        switch (Message.kind(message)) {
            case WRITE_BACK, WRITTEN_BACK -> {
                var next = taken(state, index, again);
                store.follow(next, message);
                steps.take(next, "store and home follow", 0, message);
            }
            case FILL, PUT_DONE, INVALIDATE, INVALIDATE_TAG -> {
                var next = taken(state, index, again);
                var broken = nodes.follow(next, message);
                steps.take(next, broken == null ? "follows" : BROKEN + broken, Message.node(message), message);
            }
            default -> {
                for (int term = 1; term <= state.get(TERM); term++) {
                    if (homes.takes(state, message, term)) {
                        var next = taken(state, index, again);
                        homes.follow(next, message, term);
                        steps.take(next, "home follows", term, message);
                    }
                }
            }
        }
    }

    private static State taken(State state, int index, boolean again) {
        var next = state.copy();
        if (again) {
            next.use(Budget.DUPLICATES);
        } else {
            next.consume(index);
        }
        return next;
    }

    /** Whether whoever gets it would do nothing, now and for ever. */
    private boolean isDead(State state, long message) {
        int n = Message.node(message);
        int id = Message.id(message);
        return switch (Message.kind(message)) {
            case FILL -> rules.keep(Rule.ANSWER_NAMES_REQUEST) && state.node(n, GET) != id;
            case PUT_DONE -> ((state.node(n, PUTS) >> id) & 1) == 0;
            case INVALIDATED -> {
                int term = Message.term(message);
                yield term != state.get(TERM) || state.home(term, PHASE) != CALLING || state.home(term, ROUND) != id;
            }
            case TAG_INVALIDATED -> {
                int term = Message.term(message);
                yield term != state.get(TERM)
                        || state.home(term, TAG_PHASE) != CALLING
                        || state.home(term, TAG_ROUND) != id;
            }
            case EVICTED -> Message.term(message) != state.get(TERM) && rules.keep(Rule.HINT_NAMES_GRANT);
            default -> false;
        };
    }
}
