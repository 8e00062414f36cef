package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Courier;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The way to the home of a data group's entries: here, or on the node that leads the group. */
final class HomeRoute implements Home {

    private static final long PAUSE_NANOS = 20_000_000;
    private static final Duration ATTEMPT = Duration.ofMillis(700);

    private final DataGroup group;
    private final HomeSide here;
    private final Courier courier;
    private final Talk.Script script;

    HomeRoute(DataGroup group, HomeSide here, Courier courier, Talk.Script script) {
        this.group = group;
        this.here = here;
        this.courier = courier;
        this.script = script;
    }

    /** Reading changes nothing, so it is asked again until there is an answer, or no time. */
    @Override
    public Talk.Shown ask(CacheKey key, long incarnation, long deadlineNanos) {
        while (true) {
            try {
                return attempt(key, incarnation, deadlineNanos);
            } catch (ClusterException e) {
                if (System.nanoTime() + PAUSE_NANOS - deadlineNanos > 0
                        || Thread.currentThread().isInterrupted()) {
                    throw new NoLeaderException(String.valueOf(e.getMessage()));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public Home.Changed change(Request request, long incarnation, List<Writing.Dropped> dropped) {
        var delivery = group.submit(request, script.write(new Talk.Writer(courier.self(), incarnation, dropped)));
        var said = delivery.note();
        return new Home.Changed(
                delivery, !said.isEmpty() && script.read(said) instanceof Talk.Shown shown ? shown : null);
    }

    private Talk.Shown attempt(CacheKey key, long incarnation, long deadlineNanos) {
        if (group.leads()) {
            return here.show(new Talk.Read(group.name(), courier.self(), key, incarnation, null));
        }
        // It must be said after the read began.
        var read = new Talk.Read(group.name(), courier.self(), key, incarnation, group.testify());
        var leader = group.leader();
        if (leader == null || leader.node().equals(courier.self())) {
            throw new NoLeaderException("no leader of " + group.name() + " is known; an election may be under way");
        }
        long left = deadlineNanos - System.nanoTime();
        var patience = Duration.ofNanos(Math.max(1_000_000, Math.min(left, ATTEMPT.toNanos())));
        try {
            var answer = courier.ask(leader.node(), script.write(read), patience)
                    .get(patience.toMillis() + 1, TimeUnit.MILLISECONDS);
            return switch (script.read(answer)) {
                case Talk.Shown shown -> shown;
                case Talk.Elsewhere elsewhere -> throw new NoLeaderException(elsewhere.reason());
                default -> throw new NoLeaderException("node " + leader.node() + " answered something else");
            };
        } catch (ExecutionException | TimeoutException e) {
            throw new NoLeaderException("the home of the entry, node " + leader.node() + ", gives no answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("interrupted");
        }
    }
}
