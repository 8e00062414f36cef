package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ABSENT;
import static io.holdfast.cache.model.State.DIRTY;
import static io.holdfast.cache.model.State.EXCLUSIVE;
import static io.holdfast.cache.model.State.GRANTS;
import static io.holdfast.cache.model.State.LINE;
import static io.holdfast.cache.model.State.LINE_VERSION;
import static io.holdfast.cache.model.State.LIVE;
import static io.holdfast.cache.model.State.NOTHING;
import static io.holdfast.cache.model.State.STORED;
import static io.holdfast.cache.model.State.TERM;
import static io.holdfast.cache.model.State.VERSION;

import org.jspecify.annotations.Nullable;

/**
 * What must hold in every state. That no answer is older than its question is looked at where answers arrive, in {@link
 * NodeMoves}.
 */
final class Promises {

    private final Bounds bounds;

    Promises(Bounds bounds) {
        this.bounds = bounds;
    }

    /** The first promise that a client could see broken; null if all hold. */
    @Nullable
    String brokenForClients(State state) {
        for (int n = 0; n < state.nodes(); n++) {
            if (NodeMoves.canRead(state, n) && state.node(n, LINE_VERSION) != state.get(VERSION)) {
                return "I1: node %d reads version %d though %d is committed"
                        .formatted(n, state.node(n, LINE_VERSION), state.get(VERSION));
            }
        }
        if (bounds.has(Bounds.Budget.WRITE_BACKS) && state.get(DIRTY) == 0 && !isStored(state)) {
            return "I7: version %d is taken for written back, but the store has %d"
                    .formatted(state.get(VERSION), state.get(STORED));
        }
        return null;
    }

    private static boolean isStored(State state) {
        int stored = state.get(STORED);
        return state.is(state.get(VERSION), ABSENT)
                ? stored == NOTHING || state.is(stored, ABSENT)
                : stored == state.get(VERSION);
    }

    /** The first promise of the inner order that is broken; null if all hold. */
    @Nullable
    String brokenInside(State state) {
        int term = state.get(TERM);
        for (int n = 0; n < state.nodes(); n++) {
            boolean holds = state.node(n, LINE) != State.INVALID && state.node(n, LIVE) != 0;
            if (holds && state.home(term, GRANTS + n) == 0) {
                return "I3: node %d has a line that its home does not know of".formatted(n);
            }
            if (state.node(n, LINE) >= EXCLUSIVE && isGrantedAlone(state, n) && anotherReads(state, n)) {
                return "I6: node %d is not alone".formatted(n);
            }
        }
        return null;
    }

    private static boolean isGrantedAlone(State state, int n) {
        int term = state.get(TERM);
        for (int other = 0; other < state.nodes(); other++) {
            if (other != n && state.home(term, GRANTS + other) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean anotherReads(State state, int n) {
        for (int other = 0; other < state.nodes(); other++) {
            if (other != n && NodeMoves.canRead(state, other)) {
                return true;
            }
        }
        return false;
    }
}
