package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.ALL;
import static io.holdfast.cache.model.State.APPLIED_SEQUENCE;
import static io.holdfast.cache.model.State.CALLING;
import static io.holdfast.cache.model.State.CLOCK;
import static io.holdfast.cache.model.State.EXPIRING;
import static io.holdfast.cache.model.State.GRANTED;
import static io.holdfast.cache.model.State.GRANTS;
import static io.holdfast.cache.model.State.IDLE;
import static io.holdfast.cache.model.State.LEASE;
import static io.holdfast.cache.model.State.LIVE;
import static io.holdfast.cache.model.State.ORPHANS;
import static io.holdfast.cache.model.State.PENDING;
import static io.holdfast.cache.model.State.PHASE;
import static io.holdfast.cache.model.State.PROPOSED;
import static io.holdfast.cache.model.State.PUT_CONTENT;
import static io.holdfast.cache.model.State.PUT_SESSION;
import static io.holdfast.cache.model.State.PUT_VERSION;
import static io.holdfast.cache.model.State.QUEUE;
import static io.holdfast.cache.model.State.ROUND;
import static io.holdfast.cache.model.State.SEQUENCE;
import static io.holdfast.cache.model.State.SESSION;
import static io.holdfast.cache.model.State.STAMP;
import static io.holdfast.cache.model.State.SURVIVED;
import static io.holdfast.cache.model.State.TAG_PHASE;
import static io.holdfast.cache.model.State.TAG_ROUND;
import static io.holdfast.cache.model.State.TERM;
import static io.holdfast.cache.model.State.VERSION;
import static io.holdfast.cache.model.State.VIEW;
import static io.holdfast.cache.model.State.WISHES;

import io.holdfast.cache.model.Bounds.Budget;
import io.holdfast.cache.model.Message.Kind;

/**
 * What the home of the line does: the leader of its group, and beside it the leader before, which does not know yet that it
 * was deposed. That one can commit nothing, so its writes and invalidations are left out: all they could do is to make
 * nodes drop lines.
 */
final class HomeMoves {

    private static final int WISH_SESSION = 16;

    private final Bounds bounds;
    private final Rules rules;
    private final Machine machine;
    private final Purging purging;
    private final Aging aging;
    private final Filling filling;
    private final Leading leading;

    HomeMoves(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
        this.machine = new Machine(bounds, rules);
        this.purging = new Purging(bounds, rules, machine);
        this.aging = new Aging(bounds, rules, machine);
        this.filling = new Filling(bounds, rules);
        this.leading = new Leading(bounds, rules);
    }

    void spontaneous(State state, Steps steps) {
        int term = state.get(TERM);
        if (state.home(term, PHASE) == PROPOSED && state.queue(term) > 0) {
            commit(state, term, steps);
            if (!rules.keep(Rule.LOCKED_UNTIL_APPLIED)) {
                giveUpLock(state, term, steps);
            }
        }
        if (state.get(ORPHANS) != 0) {
            commitOrphan(state, steps);
        }
        for (int n = 0; n < state.nodes(); n++) {
            expire(state, term, n, steps);
        }
        if (state.home(term, PHASE) == IDLE && state.used(Budget.RECALLS) < bounds.most(Budget.RECALLS)) {
            var next = state.copy();
            next.use(Budget.RECALLS);
            callBack(next, term);
            steps.take(next, "home recalls", term, 0);
        }
        if (term == 1 && bounds.elections()) {
            elect(state, steps);
        }
        if (term == 2 && state.home(1, SURVIVED) > 0) {
            var next = state.copy();
            next.home(1, SURVIVED, next.home(1, SURVIVED) - 1);
            int put = next.dequeue(1);
            boolean tookEffect = next.get(PUT_VERSION + put - 1) > next.home(1, VIEW);
            next.home(1, VIEW, Math.max(next.home(1, VIEW), next.get(PUT_VERSION + put - 1)));
            done(next, 1, put, tookEffect);
            steps.take(next, "home learns of its commit", 1, put);
        }
        purging.spontaneous(state, term, steps);
        aging.spontaneous(state, term, steps);
        filling.spontaneous(state, term, steps);
        leading.spontaneous(state, steps);
    }

    private void commit(State state, int term, Steps steps) {
        var next = state.copy();
        int put = next.dequeue(term);
        var effect = machine.apply(next, put);
        machine.applied(next, term);
        int writer = next.writer(put);
        boolean sameSession =
                next.node(writer, LIVE) != 0 && next.node(writer, SESSION) == next.get(PUT_SESSION + put - 1);
        boolean tookEffect = effect.isNew() || !rules.keep(Rule.REPEATED_WRITES_BRING_NO_COPY);
        done(next, term, put, sameSession && tookEffect && !effect.isRefused());
        steps.take(next, effect.broken() == null ? "home commits" : Protocol.BROKEN + effect.broken(), term, put);
    }

    /** Answers the writer, with a grant if no other write follows; then the line is free. */
    private void done(State next, int term, int put, boolean mayGrant) {
        int writer = next.writer(put);
        boolean last = next.queue(term) == 0;
        long done =
                Message.withVersion(Message.answer(Kind.PUT_DONE, writer, put, term), next.get(PUT_VERSION + put - 1));
        boolean locked = purging.isLocked(next, term, next.get(PUT_CONTENT + put - 1));
        if (mayGrant && !locked && (last || !rules.keep(Rule.NO_GRANT_BEFORE_ANOTHER_WRITE))) {
            done = Message.withGrant(done, grant(next, term, writer), next.get(PUT_SESSION + put - 1), true);
        }
        next.send(done);
        if (last) {
            next.home(term, PHASE, IDLE);
            for (int n = 0; n < next.nodes(); n++) {
                answerWish(next, term, n);
            }
        }
    }

    private static int wish(long invalidated) {
        return Message.token(invalidated) == 0
                ? 0
                : Message.token(invalidated) + WISH_SESSION * Message.session(invalidated);
    }

    /** As if the node had asked now: whoever leads has proposed after the wish came, and that was applied. */
    private void answerWish(State next, int term, int n) {
        int wish = next.home(term, WISHES + n);
        next.home(term, WISHES + n, 0);
        if (wish != 0 && !aging.mustWait(next, term)) {
            fill(next, term, n, Message.get(n, wish % WISH_SESSION, wish / WISH_SESSION));
        }
    }

    private void grantTooEarly(State next, int term, int n) {
        if (!rules.keep(Rule.WISHES_WAIT_FOR_THE_CHANGE)) {
            int phase = next.home(term, PHASE);
            next.home(term, PHASE, IDLE);
            answerWish(next, term, n);
            next.home(term, PHASE, phase);
        }
    }

    private static int grant(State next, int term, int node) {
        int grant = next.home(term, GRANTED) + 1;
        next.home(term, GRANTED, grant);
        next.home(term, GRANTS + node, grant);
        return grant;
    }

    private static void giveUpLock(State state, int term, Steps steps) {
        if (state.get(ORPHANS) != 0) {
            return;
        }
        var next = state.copy();
        for (int i = 0; next.queue(term) > 0; i++) {
            next.set(ORPHANS + i, next.dequeue(term));
        }
        next.home(term, PHASE, IDLE);
        steps.take(next, "home gives up the lock", term, 0);
    }

    private void commitOrphan(State state, Steps steps) {
        var next = state.copy();
        int put = next.get(ORPHANS);
        for (int i = 0; i < State.PUTS_MAX; i++) {
            next.set(ORPHANS + i, i + 1 < State.PUTS_MAX ? next.get(ORPHANS + i + 1) : 0);
        }
        machine.apply(next, put);
        machine.applied(next, next.get(TERM));
        steps.take(next, "commits after the lock was given up", next.get(TERM), put);
    }

    private void expire(State state, int term, int n, Steps steps) {
        boolean ended = state.node(n, LEASE) == 0 || !rules.keep(Rule.EXPIRY_WAITS_FOR_LEASE);
        if (state.node(n, LIVE) != 0 && state.node(n, EXPIRING) == 0 && ended) {
            var next = state.copy();
            next.node(n, EXPIRING, 1);
            steps.take(next, "home proposes to expire", n, 0);
        }
        if (state.node(n, EXPIRING) != 0) {
            var next = state.copy();
            next.node(n, EXPIRING, 0);
            next.node(n, LIVE, 0);
            released(next, term, n);
            purging.released(next, term, n);
            steps.take(next, "expires", n, 0);
        }
    }

    /** The node has nothing of this line any more. */
    private static void released(State next, int term, int n) {
        next.home(term, WISHES + n, 0);
        dropped(next, term, n);
    }

    private static void dropped(State next, int term, int n) {
        next.home(term, GRANTS + n, 0);
        if (((next.home(term, PENDING) >> n) & 1) != 0) {
            next.home(term, PENDING, next.home(term, PENDING) & ~(1 << n));
            proposeIfFree(next, term);
        }
    }

    private static void proposeIfFree(State next, int term) {
        if (next.home(term, PHASE) == CALLING && next.home(term, PENDING) == 0) {
            boolean changes = next.queue(term) > 0;
            next.home(term, PHASE, changes ? PROPOSED : IDLE);
            for (int n = 0; n < next.nodes() && !changes; n++) {
                next.home(term, WISHES + n, 0);
            }
        }
    }

    /** Calls every copy back; once that is done, proposes what is queued. */
    private void callBack(State next, int term) {
        int pending = 0;
        next.home(term, ROUND, next.home(term, ROUND) + 1);
        for (int n = 0; n < next.nodes(); n++) {
            if (next.home(term, GRANTS + n) != 0) {
                pending |= 1 << n;
                next.send(Message.invalidate(n, next.home(term, ROUND), term));
            }
        }
        next.home(term, PHASE, CALLING);
        next.home(term, PENDING, pending);
        if (!rules.keep(Rule.ACKNOWLEDGED_BEFORE_PROPOSED)) {
            next.home(term, PENDING, 0);
        }
        proposeIfFree(next, term);
    }

    private void elect(State state, Steps steps) {
        int atStake = state.home(1, PHASE) == PROPOSED ? state.queue(1) : 0;
        boolean purgeAtStake = state.home(1, TAG_PHASE) == PROPOSED;
        for (int survived = 0; survived <= atStake; survived++) {
            elect(state, survived, false, steps);
            if (purgeAtStake) {
                elect(state, survived, true, steps);
            }
        }
    }

    private void elect(State state, int survived, boolean purgeSurvived, Steps steps) {
        var next = state.copy();
        next.home(1, APPLIED_SEQUENCE, next.get(SEQUENCE));
        for (int i = 0; i < survived; i++) {
            machine.apply(next, next.home(1, QUEUE + i));
        }
        if (purgeSurvived) {
            machine.purge(next);
        }
        next.home(1, SURVIVED, survived);
        next.set(TERM, 2);
        next.home(2, VIEW, rules.keep(Rule.HOME_IS_READY) ? next.get(VERSION) : 0);
        next.home(2, APPLIED_SEQUENCE, next.get(SEQUENCE));
        next.home(2, CLOCK, next.get(STAMP));
        for (int n = 0; n < next.nodes(); n++) {
            boolean mayHold = rules.keep(Rule.ALL_MAY_HOLD_AFTER_ELECTION) && next.node(n, LIVE) != 0;
            next.home(2, GRANTS + n, mayHold ? ALL : 0);
        }
        leading.elect(
                next,
                after -> steps.take(after, "another leader is elected; survived", survived, purgeSurvived ? 1 : 0));
    }

    /** Whether the home of this term acts on the message. */
    boolean takes(State state, long message, int term) {
        boolean leads = term == state.get(TERM);
        return switch (Message.kind(message)) {
            case GET -> leading.isConfirmed(state, message, term);
            case CONFIRMED -> term == Message.term(message) && !aging.mustWait(state, term);
            case EVICTED -> leads && (term == Message.term(message) || !rules.keep(Rule.HINT_NAMES_GRANT));
            case INVALIDATED, TAG_INVALIDATED -> leads && term == Message.term(message);
            case PUT -> leads;
            default -> false;
        };
    }

    void follow(State next, long message, int term) {
        int n = Message.node(message);
        switch (Message.kind(message)) {
            case GET -> next.send(Message.confirmed(message, term));
            case CONFIRMED -> fill(next, term, n, message);
            case EVICTED -> {
                if (next.home(term, GRANTS + n) == Message.grant(message) || !rules.keep(Rule.HINT_NAMES_GRANT)) {
                    next.home(term, GRANTS + n, 0);
                }
            }
            case INVALIDATED -> {
                if (next.home(term, PHASE) == CALLING && next.home(term, ROUND) == Message.id(message)) {
                    next.home(term, WISHES + n, wish(message));
                    dropped(next, term, n);
                    grantTooEarly(next, term, n);
                }
            }
            case TAG_INVALIDATED -> {
                if (next.home(term, TAG_ROUND) == Message.id(message)) {
                    purging.released(next, term, n);
                }
            }
            case PUT -> put(next, term, n, message);
            default -> throw new IllegalStateException("not for a home: " + Message.toString(message));
        }
    }

    private void fill(State next, int term, int n, long get) {
        int view = next.home(term, VIEW);
        long fill = Message.withVersion(Message.answer(Kind.FILL, n, Message.id(get), term), view);
        if (aging.tellsGone(next, term)) {
            next.send(Message.withGone(fill));
            return;
        }
        fill = aging.withTimeLeft(next, term, fill);
        boolean idle = next.home(term, PHASE) == IDLE;
        if (idle) {
            fill = filling.withToken(next, term, fill);
        }
        boolean deposed = term != next.get(TERM);
        boolean sessionStands = deposed || (next.node(n, LIVE) != 0 && next.node(n, SESSION) == Message.session(get));
        boolean free = idle || !rules.keep(Rule.NO_GRANT_WHILE_BUSY);
        if (sessionStands && free && !purging.isLocked(next, term, next.get(State.CONTENT + view))) {
            boolean alone = true;
            for (int other = 0; other < next.nodes(); other++) {
                alone &= other == n || next.home(term, GRANTS + other) == 0;
            }
            fill = Message.withGrant(fill, grant(next, term, n), Message.session(get), alone);
        }
        next.send(fill);
    }

    private void put(State next, int term, int n, long message) {
        int put = Message.id(message);
        if (next.queue(term) == State.PUTS_MAX) {
            return;
        }
        if (!filling.admits(next, term, message)) {
            next.send(Message.answer(Kind.PUT_DONE, n, put, term));
            return;
        }
        next.enqueue(term, put);
        if (next.home(term, PHASE) != IDLE) {
            return;
        }
        int held = next.home(term, GRANTS + n);
        boolean dropped = held != ALL && Message.term(message) == term && held <= Message.grant(message);
        if (dropped || !rules.keep(Rule.DROP_NAMES_GRANT)) {
            next.home(term, GRANTS + n, 0);
        }
        callBack(next, term);
    }
}
