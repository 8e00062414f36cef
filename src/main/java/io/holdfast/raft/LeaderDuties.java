package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionEvent;
import io.holdfast.session.SessionLimits;
import io.holdfast.session.SessionResult;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a leader does of its own accord: it tells the time when a deadline is due, and gives up silent sessions. */
final class LeaderDuties implements SessionLeases, AutoCloseable {

    private static final int EXPIRED_AT_ONCE_MAX = 256;

    /** What the duties need of the group. */
    interface Lead {

        /** Returns once this node is known to lead still, or throws a cluster exception. */
        void confirm();

        /** Why this node cannot decide now. */
        ClusterException whyNot();
    }

    /** Where entries are proposed. */
    interface Log {

        /** Appends an entry that only tells the time; the future is done once it is applied, or lost. */
        CompletableFuture<?> tick();

        CompletableFuture<Outcome> submit(Request request);
    }

    private final LeaderClock clock;
    private final SessionTimers timers = new SessionTimers();
    private final AppliedState state;
    private final Lead lead;

    /** Counts the beginnings and ends of leading, so that whoever acted in between sees it; odd while this node leads. */
    private final AtomicLong turns = new AtomicLong();

    private final AtomicInteger handovers = new AtomicInteger();

    private CompletableFuture<?> ticking = CompletableFuture.completedFuture(null);
    private volatile boolean closed;
    private volatile @Nullable Log log;

    LeaderDuties(AppliedState state, LeaderClock clock, Lead lead) {
        this.state = state;
        this.clock = clock;
        this.lead = lead;
    }

    void attach(Log through) {
        log = through;
    }

    long clockMillis() {
        return clock.look();
    }

    boolean isLeading() {
        return leads(turns.get());
    }

    private static boolean leads(long turn) {
        return (turn & 1) == 1;
    }

    /** On the applying thread: the first entry of this node's term has been applied. */
    synchronized void begin() {
        end();
        clock.start(state.last().millis());
        timers.restart(state.onApplyThread().sessions().list("", null, SessionLimits.SESSIONS_MAX), clock.look());
        turns.incrementAndGet();
    }

    synchronized void end() {
        if (isLeading()) {
            turns.incrementAndGet();
        }
        timers.stop();
    }

    /** On the applying thread, after each entry: a step that the state machine noted is a sign of life. */
    void applied(Entry entry, Step step) {
        if (!isLeading()) {
            return;
        }
        long now = clock.look();
        for (var event : step.events()) {
            switch (event) {
                case SessionEvent.Opened opened -> opened(opened, now);
                case SessionEvent.Ended ended -> timers.ended(ended.session());
                default -> {}
            }
        }
        for (var request : entry.requests()) {
            var session = request.command().session();
            if (session != null) {
                note(session, now);
            }
        }
    }

    private void opened(SessionEvent.Opened opened, long now) {
        var view = state.onApplyThread().sessions().find(opened.session());
        if (view != null) {
            timers.opened(opened.session(), opened.ttlMillis(), view.generation(), now);
        }
    }

    /** On the applying thread: takes over how far the session has come. */
    private void note(SessionId session, long now) {
        var view = state.onApplyThread().sessions().find(session);
        if (view == null) {
            timers.ended(session);
        } else {
            timers.touched(session, view.generation(), now);
        }
    }

    /** Does what is due now, and waits for nothing. One thread, every {@value LeaderClock#LOOK_MILLIS} ms. */
    void look() {
        long now = clock.look();
        var through = log;
        if (through != null && isLeading() && !closed) {
            tick(through, now);
            if (!isHandingOver()) {
                expire(through, now);
            }
        }
    }

    /** The lead is to be handed over: until {@link #stay} the log takes nothing, and no session is given up. Returns the time. */
    long part() {
        handovers.incrementAndGet();
        return clock.look();
    }

    /**
     * The lead was handed over, or it was not: then no session could show meanwhile that it lives, and that time does not
     * count. It is not given all of its time again, or one that is dead would live on while every handover fails.
     */
    void stay(long partedMillis) {
        if (isLeading()) {
            timers.prolong(partedMillis, clock.look());
        }
        handovers.decrementAndGet();
    }

    boolean isHandingOver() {
        return handovers.get() > 0;
    }

    private void tick(Log through, long now) {
        if (!ticking.isDone()) {
            return;
        }
        // Where entries are being applied they tell the time, and the next look is soon.
        var deadline = state.glance(Replica::nextDeadline);
        if (deadline != null && deadline.isPresent() && deadline.getAsLong() <= now) {
            ticking = through.tick();
        }
    }

    private void expire(Log through, long now) {
        for (var expired : timers.takeExpired(now, EXPIRED_AT_ONCE_MAX)) {
            var session = expired.session();
            var expiry = new Request(null, 0, null, new ExpireSession(session, expired.generation()));
            var unused = through.submit(expiry).whenComplete((outcome, failure) -> {
                if (failure != null) {
                    timers.proposeAgain(session);
                } else if (outcome.result() instanceof SessionResult.Spared) {
                    note(session, clock.look());
                }
            });
        }
    }

    @Override
    public OptionalLong keepAlive(SessionId session) {
        lead.confirm();
        long turn = turns.get();
        if (!leads(turn)) {
            throw lead.whyNot();
        }
        var renewed = timers.renew(session, clock.look());
        if (turns.get() != turn) {
            // The timers were cleared, or are being filled: that a session is not among them says nothing.
            throw lead.whyNot();
        }
        return renewed;
    }

    @Override
    public OptionalLong remainingMillis(SessionId session) {
        return isLeading() ? timers.remaining(session, clock.look()) : OptionalLong.empty();
    }

    @Override
    public void close() {
        closed = true;
    }
}
