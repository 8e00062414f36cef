package io.holdfast.raft;

import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionEvent;
import io.holdfast.session.SessionLimits;
import io.holdfast.session.SessionResult;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a leader does of its own accord: it tells the time when a deadline is due, and gives up silent sessions. */
final class LeaderDuties implements SessionLeases, AutoCloseable {

    private static final int EXPIRED_AT_ONCE_MAX = 256;
    private static final Logger LOG = LoggerFactory.getLogger(LeaderDuties.class);

    private final LeaderClock clock = new LeaderClock(System::nanoTime);
    private final SessionTimers timers = new SessionTimers();
    private final AppliedState state;
    private final Runnable barrier;
    private final Thread thread;
    private volatile boolean leading;
    private volatile boolean closed;
    private volatile @org.jspecify.annotations.Nullable Proposals proposals;

    /** @param barrier returns once this node is known to lead still, or throws a cluster exception */
    LeaderDuties(AppliedState state, Runnable barrier) {
        this.state = state;
        this.barrier = barrier;
        this.thread = Thread.ofPlatform().daemon().name("leader-duties").unstarted(this::run);
    }

    void start(Proposals through) {
        proposals = through;
        thread.start();
    }

    long clockMillis() {
        return clock.look();
    }

    boolean isLeading() {
        return leading;
    }

    /** On the applying thread: the first entry of this node's term has been applied. */
    void begin() {
        clock.start(state.last().millis());
        timers.restart(state.onApplyThread().sessions().list("", null, SessionLimits.SESSIONS_MAX), clock.look());
        leading = true;
    }

    void end() {
        leading = false;
        timers.stop();
    }

    /** On the applying thread, after each entry: an acknowledged step is a sign of life. */
    void applied(Entry entry, Step step) {
        if (!leading) {
            return;
        }
        long now = clock.look();
        for (var event : step.events()) {
            switch (event) {
                case SessionEvent.Opened opened -> timers.opened(opened.session(), opened.ttlMillis(), now);
                case SessionEvent.Ended ended -> timers.ended(ended.session());
                default -> {}
            }
        }
        for (var request : entry.requests()) {
            var session = request.command().session();
            if (session != null) {
                timers.touched(session, now);
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(LeaderClock.LOOK_MILLIS);
                long now = clock.look();
                if (leading) {
                    tick(now);
                    expire(now);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("leader duty failed; it is tried again", e);
            }
        }
    }

    private void tick(long now) {
        var deadline = state.read(Replica::nextDeadline);
        var through = proposals;
        if (through != null && deadline.isPresent() && deadline.getAsLong() <= now) {
            through.tick();
        }
    }

    private void expire(long now) {
        for (var session : timers.takeExpired(now, EXPIRED_AT_ONCE_MAX)) {
            var view = state.read(replica -> replica.sessions().find(session));
            var through = proposals;
            if (view == null || through == null) {
                timers.ended(session);
                continue;
            }
            var expiry = new Request(null, 0, null, new ExpireSession(session, view.generation()));
            var unused = through.submit(expiry).whenComplete((outcome, failure) -> {
                if (failure != null) {
                    timers.proposeAgain(session);
                } else if (outcome.result() instanceof SessionResult.Spared) {
                    timers.touched(session, clock.look());
                }
            });
        }
    }

    @Override
    public OptionalLong keepAlive(SessionId session) {
        barrier.run();
        return timers.renew(session, clock.look());
    }

    @Override
    public OptionalLong remainingMillis(SessionId session) {
        return leading ? timers.remaining(session, clock.look()) : OptionalLong.empty();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
