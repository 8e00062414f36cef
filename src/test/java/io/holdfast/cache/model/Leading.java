package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ANEW;
import static io.holdfast.cache.model.State.HOME_VOTED;
import static io.holdfast.cache.model.State.MEMBER_TERM;
import static io.holdfast.cache.model.State.TERM;

import io.holdfast.cache.model.Bounds.Budget;

/**
 * How a home comes to know that it still leads: by what the asker says of itself, or by asking the others.
 *
 * <p>The first home stands on a member that is none of the nodes. Two nodes and it are a group of three, in which one of them and
 * it are a majority. Three nodes and it are a group of four, or, where some may hear late of an election, of five with a member
 * that does nothing but vote: one of them and it are none.
 */
final class Leading {

    private static final int NOBODY = -1;

    private final Bounds bounds;
    private final Rules rules;

    Leading(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    long withTestimony(State state, int n, long get) {
        int term = rules.keep(Rule.TESTIMONY_FOLLOWS_THE_READ) ? state.node(n, MEMBER_TERM) : 1;
        return Message.withTestimony(get, term, state.node(n, ANEW) != 0);
    }

    /** The others' votes need no step of their own: they tell whether the home leads in the moment in which they are asked. */
    boolean isConfirmed(State state, long get, int term) {
        return term == state.get(TERM) || !rules.keep(Rule.READ_BARRIER) || isConfirmedBy(state, get, term);
    }

    /** Who was elected after this home was so by a majority, and cannot have this home's vote while it answers. */
    private boolean isConfirmedBy(State state, long get, int term) {
        boolean isInTerm = Message.term(get) == term || !rules.keep(Rule.TESTIMONY_NAMES_TERM);
        boolean isMember = !Message.isAnew(get) || !rules.keep(Rule.TESTIMONY_NAMES_MEMBER);
        boolean isMajority = state.nodes() == 2 || !rules.keep(Rule.TESTIMONY_IS_ONE_VOTE);
        boolean homeVotes = state.get(HOME_VOTED) == 0 || !rules.keep(Rule.HOME_IS_IN_ITS_TERM);
        return isInTerm && isMember && isMajority && homeVotes;
    }

    /** Shows who may have voted: all nodes; or all but one, which hears of it later. */
    void elect(State next, Elections elections) {
        boolean mayLag = next.used(Budget.LAGGARDS) < bounds.most(Budget.LAGGARDS);
        for (int laggard = NOBODY; laggard < (mayLag ? next.nodes() : 0); laggard++) {
            var after = next.copy();
            for (int n = 0; n < next.nodes(); n++) {
                after.node(n, MEMBER_TERM, n == laggard ? 1 : 2);
            }
            if (laggard != NOBODY) {
                after.use(Budget.LAGGARDS);
                // Of three members two have to vote.
                after.set(HOME_VOTED, next.nodes() == 2 ? 1 : 0);
            }
            elections.take(after);
        }
    }

    /** Who is shown the ways in which an election can go. */
    interface Elections {
        void take(State after);
    }

    void spontaneous(State state, Steps steps) {
        for (int n = 0; n < state.nodes() && state.get(TERM) == 2; n++) {
            if (state.node(n, MEMBER_TERM) == 1) {
                moves(state, n, 2, false, "hears of the election", steps);
            } else if (!rules.keep(Rule.TERMS_ARE_KEPT)) {
                moves(state, n, 1, false, "starts anew without its term, and hears of the first home", steps);
            }
            if (state.node(n, ANEW) == 0 && state.used(Budget.DISKS) < bounds.most(Budget.DISKS)) {
                moves(state, n, 1, true, "loses its disk, and hears of the first home", steps);
            }
        }
    }

    private static void moves(State state, int n, int term, boolean anew, String what, Steps steps) {
        var next = state.copy();
        next.node(n, MEMBER_TERM, term);
        if (anew) {
            next.use(Budget.DISKS);
            next.node(n, ANEW, 1);
        }
        steps.take(next, what, n, 0);
    }
}
