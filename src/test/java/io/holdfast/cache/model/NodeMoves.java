package io.holdfast.cache.model;

import static io.holdfast.cache.model.State.EXPIRING;
import static io.holdfast.cache.model.State.GET;
import static io.holdfast.cache.model.State.GET_POISONED;
import static io.holdfast.cache.model.State.GET_SENT;
import static io.holdfast.cache.model.State.GET_START;
import static io.holdfast.cache.model.State.HEARD;
import static io.holdfast.cache.model.State.JOIN_START;
import static io.holdfast.cache.model.State.LEASE;
import static io.holdfast.cache.model.State.LINE;
import static io.holdfast.cache.model.State.LINE_GRANT;
import static io.holdfast.cache.model.State.LINE_TERM;
import static io.holdfast.cache.model.State.LINE_UNTIL;
import static io.holdfast.cache.model.State.LINE_VERSION;
import static io.holdfast.cache.model.State.LIVE;
import static io.holdfast.cache.model.State.NOW;
import static io.holdfast.cache.model.State.PUTS;
import static io.holdfast.cache.model.State.PUTS_POISONED;
import static io.holdfast.cache.model.State.PUT_BASIS;
import static io.holdfast.cache.model.State.PUT_CONTENT;
import static io.holdfast.cache.model.State.PUT_SENT;
import static io.holdfast.cache.model.State.PUT_SESSION;
import static io.holdfast.cache.model.State.SESSION;
import static io.holdfast.cache.model.State.TOKEN;
import static io.holdfast.cache.model.State.TOKEN_BASIS;
import static io.holdfast.cache.model.State.TOLD_GONE;
import static io.holdfast.cache.model.State.VERSION;

import io.holdfast.cache.model.Bounds.Budget;
import org.jspecify.annotations.Nullable;

/** What a node does: it reads, writes, drops lines, and follows what the home tells it. */
final class NodeMoves {

    private final Bounds bounds;
    private final Rules rules;
    private final Aging aging;
    private final Leading leading;

    NodeMoves(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
        this.aging = new Aging(bounds, rules, new Machine(bounds, rules));
        this.leading = new Leading(bounds, rules);
    }

    private boolean may(State state, Budget budget) {
        return state.used(budget) < bounds.most(budget);
    }

    /** Whether the node would serve its line without asking. */
    static boolean canRead(State state, int node) {
        int until = state.node(node, LINE_UNTIL);
        return state.node(node, LINE) != State.INVALID
                && state.node(node, LEASE) != 0
                && (until == 0 || state.get(NOW) < until - 1);
    }

    void requests(State state, int n, Steps steps) {
        int get = state.node(n, GET);
        if (get == 0 && !canRead(state, n) && may(state, Budget.GETS)) {
            var next = state.copy();
            int id = beginGet(next, n);
            next.send(leading.withTestimony(next, n, Message.get(n, id, next.node(n, SESSION))));
            steps.take(next, "asks to read", n, id);
        }
        if (get != 0 && state.node(n, JOIN_START) == 0 && !canRead(state, n) && may(state, Budget.JOINS)) {
            var next = state.copy();
            next.use(Budget.JOINS);
            next.node(n, JOIN_START, nothingBefore(next) + 1);
            steps.take(next, "joins its read", n, get);
        }
        if (may(state, Budget.PUTS)) {
            puts(state, n, steps);
        }
    }

    /** The oldest version that a read which begins now may see. */
    private static int nothingBefore(State state) {
        return Math.max(state.get(VERSION), state.get(TOLD_GONE));
    }

    /** Writes of every sort that the bounds speak of. */
    private void puts(State state, int n, Steps steps) {
        put(state, n, 0, false, steps);
        if (bounds.has(Budget.PURGES)) {
            put(state, n, State.TAGGED, false, steps);
        }
        if (may(state, Budget.DELETES)) {
            put(state, n, State.ABSENT, false, steps);
        }
        if (state.node(n, TOKEN) != 0) {
            put(state, n, 0, true, steps);
            if (bounds.has(Budget.PURGES)) {
                put(state, n, State.TAGGED, true, steps);
            }
        }
    }

    private void put(State state, int n, int content, boolean fills, Steps steps) {
        var next = state.copy();
        int id = next.use(Budget.PUTS);
        if (content == State.ABSENT) {
            next.use(Budget.DELETES);
        }
        boolean holds = next.node(n, LINE) != State.INVALID;
        next.writer(id, n);
        next.set(PUT_SESSION + id - 1, next.node(n, SESSION));
        next.set(PUT_CONTENT + id - 1, content);
        next.set(PUT_SENT + id - 1, next.get(NOW));
        if (rules.keep(Rule.OWN_DROPS_POISON)) {
            poison(next, n);
        }
        next.node(n, PUTS, next.node(n, PUTS) | (1 << id));
        long put = Message.put(n, id, holds ? next.node(n, LINE_GRANT) : 0, holds ? next.node(n, LINE_TERM) : 0);
        if (fills) {
            put = Message.withToken(put, next.node(n, TOKEN), next.node(n, TOKEN_BASIS));
            next.set(PUT_BASIS + id - 1, next.node(n, TOKEN_BASIS) + 1);
            next.node(n, TOKEN, 0);
            next.node(n, TOKEN_BASIS, 0);
        }
        next.send(put);
        if (rules.keep(Rule.WRITER_DROPS_ITS_COPY)) {
            drop(next, n);
        }
        steps.take(next, fills ? "asks to fill" : "asks to write", n, id);
    }

    void givesUp(State state, int n, Steps steps) {
        if (!may(state, Budget.GIVE_UPS)) {
            return;
        }
        if (state.node(n, GET) != 0) {
            var next = state.copy();
            next.use(Budget.GIVE_UPS);
            forgetGet(next, n);
            steps.take(next, "gives up its read", n, state.node(n, GET));
        }
        for (int id = 1; id <= State.PUTS_MAX; id++) {
            if (((state.node(n, PUTS) >> id) & 1) != 0) {
                var next = state.copy();
                next.use(Budget.GIVE_UPS);
                forgetPut(next, n, id);
                steps.take(next, "gives up its write", n, id);
            }
        }
    }

    void loses(State state, int n, Steps steps) {
        if (state.node(n, LINE) != State.INVALID && may(state, Budget.EVICTIONS)) {
            var next = state.copy();
            next.use(Budget.EVICTIONS);
            next.send(Message.evicted(n, next.node(n, LINE_GRANT), next.node(n, LINE_TERM)));
            drop(next, n);
            if (rules.keep(Rule.OWN_DROPS_POISON)) {
                poison(next, n);
            }
            steps.take(next, "evicts its line", n, 0);
        }
        if (state.node(n, LEASE) != 0 && may(state, Budget.LAPSES)) {
            var next = state.copy();
            next.use(Budget.LAPSES);
            next.node(n, LEASE, 0);
            steps.take(next, "lets its lease lapse", n, 0);
        }
        if (state.node(n, LEASE) == 0 && state.node(n, LIVE) != 0) {
            var next = state.copy();
            next.node(n, LEASE, 1);
            if (rules.keep(Rule.EXPIRY_NAMES_RENEWAL)) {
                next.node(n, EXPIRING, 0);
            }
            steps.take(next, "renews its lease", n, 0);
        }
        if (state.node(n, LIVE) == 0) {
            var next = state.copy();
            next.node(n, SESSION, next.node(n, SESSION) + 1);
            next.node(n, LIVE, 1);
            next.node(n, LEASE, 1);
            if (rules.keep(Rule.NEW_SESSION_STARTS_EMPTY)) {
                drop(next, n);
            }
            steps.take(next, "opens a new session", n, 0);
        }
    }

    /** Follows a message that was taken off the network; returns a promise that this broke, or null. */
    @Nullable
    String follow(State next, long message) {
        int n = Message.node(message);
        return switch (Message.kind(message)) {
            case FILL -> fill(next, n, message);
            case PUT_DONE -> {
                putDone(next, n, message);
                yield null;
            }
            case INVALIDATE -> {
                invalidate(next, n, message);
                yield null;
            }
            case INVALIDATE_TAG -> {
                invalidateTag(next, n, message);
                yield null;
            }
            default -> throw new IllegalStateException("not for a node: " + Message.toString(message));
        };
    }

    private @Nullable String fill(State next, int n, long fill) {
        int get = next.node(n, GET);
        if (get == 0 || (get != Message.id(fill) && rules.keep(Rule.ANSWER_NAMES_REQUEST))) {
            return null;
        }
        int version = Message.version(fill) + (Message.isGone(fill) ? 1 : 0);
        @Nullable
        String broken = version < next.node(n, GET_START)
                ? "a read was answered with " + version + " though " + next.node(n, GET_START) + " was committed"
                : null;
        boolean mayKeep = next.node(n, GET_POISONED) == 0 && mayKeep(next, n, fill);
        int joined = next.node(n, JOIN_START);
        boolean servesJoined = joined != 0 && (mayKeep || !rules.keep(Rule.JOINERS_NEED_A_GRANT));
        if (servesJoined && version < joined - 1) {
            broken = "a read that joined was answered with " + version + " though " + (joined - 1) + " was committed";
        }
        if (mayKeep) {
            install(next, n, fill, Message.isExclusive(fill) ? State.EXCLUSIVE : State.SHARED);
            next.node(n, LINE_UNTIL, aging.until(next, fill, next.node(n, GET_SENT), Message.timeLeft(fill)));
        }
        if (Message.token(fill) != 0) {
            next.node(n, TOKEN, Message.token(fill));
            next.node(n, TOKEN_BASIS, Message.basis(fill));
        }
        forgetGet(next, n);
        hear(next, n, fill);
        return broken;
    }

    private void putDone(State next, int n, long done) {
        int id = Message.id(done);
        if (((next.node(n, PUTS) >> id) & 1) == 0) {
            return;
        }
        boolean poisoned = ((next.node(n, PUTS_POISONED) >> id) & 1) != 0;
        if (!poisoned && mayKeep(next, n, done)) {
            install(next, n, done, State.MODIFIED);
            next.node(n, LINE_UNTIL, aging.until(next, done, next.get(PUT_SENT + id - 1), State.TIME_TO_LIVE));
        }
        forgetPut(next, n, id);
        hear(next, n, done);
    }

    private boolean mayKeep(State state, int n, long answer) {
        return Message.grant(answer) != 0
                && state.node(n, LEASE) != 0
                && (Message.session(answer) == state.node(n, SESSION) || !rules.keep(Rule.ANSWER_NAMES_SESSION))
                && (Message.term(answer) >= state.node(n, HEARD) || !rules.keep(Rule.ANSWER_NAMES_TERM));
    }

    private static void install(State next, int n, long answer, int line) {
        next.node(n, LINE, line);
        next.node(n, LINE_VERSION, Message.version(answer));
        next.node(n, LINE_GRANT, Message.grant(answer));
        next.node(n, LINE_TERM, Message.term(answer));
    }

    private void invalidate(State next, int n, long invalidate) {
        boolean wishes = canRead(next, n) && next.node(n, GET) == 0 && may(next, Budget.WISHES);
        drop(next, n);
        if (next.node(n, GET) != 0 && rules.keep(Rule.READS_ARE_POISONED)) {
            next.node(n, GET_POISONED, 1);
        }
        if (rules.keep(Rule.WRITES_ARE_POISONED)) {
            next.node(n, PUTS_POISONED, next.node(n, PUTS));
        }
        hear(next, n, invalidate);
        long done = Message.invalidated(invalidate);
        if (wishes) {
            next.use(Budget.WISHES);
            done = Message.withWish(done, beginGet(next, n), next.node(n, SESSION));
        }
        next.send(done);
    }

    private static int beginGet(State next, int n) {
        int id = next.use(Budget.GETS);
        next.node(n, GET, id);
        next.node(n, GET_POISONED, 0);
        next.node(n, GET_START, nothingBefore(next));
        next.node(n, GET_SENT, next.get(NOW));
        return id;
    }

    /** What reads under way will bring is not known yet; of writes it is. */
    private void invalidateTag(State next, int n, long invalidate) {
        if (next.node(n, LINE) != State.INVALID && next.is(next.node(n, LINE_VERSION), State.TAGGED)) {
            drop(next, n);
        }
        if (next.node(n, GET) != 0 && rules.keep(Rule.PURGES_POISON_READS)) {
            next.node(n, GET_POISONED, 1);
        }
        for (int id = 1; id <= State.PUTS_MAX && rules.keep(Rule.PURGES_POISON_WRITES); id++) {
            boolean underWay = ((next.node(n, PUTS) >> id) & 1) != 0;
            if (underWay && (next.get(PUT_CONTENT + id - 1) & State.TAGGED) != 0) {
                next.node(n, PUTS_POISONED, next.node(n, PUTS_POISONED) | (1 << id));
            }
        }
        hear(next, n, invalidate);
        next.send(Message.tagInvalidated(invalidate));
    }

    private static void poison(State next, int n) {
        next.node(n, GET_POISONED, next.node(n, GET) != 0 ? 1 : 0);
        next.node(n, PUTS_POISONED, next.node(n, PUTS));
    }

    private static void hear(State next, int n, long message) {
        next.node(n, HEARD, Math.max(next.node(n, HEARD), Message.term(message)));
    }

    private static void drop(State next, int n) {
        next.node(n, LINE, State.INVALID);
        next.node(n, LINE_VERSION, 0);
        next.node(n, LINE_GRANT, 0);
        next.node(n, LINE_TERM, 0);
        next.node(n, LINE_UNTIL, 0);
    }

    /** Who joined asks for itself, which is a read like any other that begins now. */
    private static void forgetGet(State next, int n) {
        next.node(n, GET, 0);
        next.node(n, GET_POISONED, 0);
        next.node(n, GET_START, 0);
        next.node(n, GET_SENT, 0);
        next.node(n, JOIN_START, 0);
    }

    private static void forgetPut(State next, int n, int id) {
        next.node(n, PUTS, next.node(n, PUTS) & ~(1 << id));
        next.node(n, PUTS_POISONED, next.node(n, PUTS_POISONED) & ~(1 << id));
    }
}
