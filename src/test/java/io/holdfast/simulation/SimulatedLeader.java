package io.holdfast.simulation;

import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Step;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionEvent.Ended;
import io.holdfast.session.SessionResult.Spared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What only the leader does, for one term: it tells the time, batches requests, keeps the soft timers of sessions, and
 * proposes expiries and ticks. All of it is lost with its office.
 */
final class SimulatedLeader {

    /** Somebody who waits for what becomes of a request; nobody does where the leader itself proposes. */
    record Call(@Nullable SimulatedClient client, Request request) {}

    private static final int BATCH_MAX = 8;

    private final SimulatedNode node;
    private final int readyIndex;
    private final Map<SessionId, Long> leases = new TreeMap<>();
    private final TreeSet<SessionId> givenUp = new TreeSet<>();
    private final List<Call> inbox = new ArrayList<>();
    private final Map<Integer, List<Call>> underWay = new HashMap<>();
    private boolean ready;
    private long readyAt;
    private long readyMillis;

    /** @param readyIndex the last entry of earlier terms: the leader acts when it has applied it */
    SimulatedLeader(SimulatedNode node, int readyIndex) {
        this.node = node;
        this.readyIndex = readyIndex;
    }

    SimulatedNode node() {
        return node;
    }

    boolean isReady(long now) {
        if (!ready && node.applied() >= readyIndex) {
            ready = true;
            readyAt = now;
            readyMillis = node.replica().last().millis();
            node.replica()
                    .sessions()
                    .list("", null, Integer.MAX_VALUE)
                    .forEach(session -> renew(session.session(), now));
        }
        return ready;
    }

    /** Gives the session one full time to live from now, and returns its end. */
    private long renew(SessionId id, long now) {
        var session = node.replica().sessions().find(id);
        long until = session == null ? now : now + session.ttlMillis();
        leases.put(id, until);
        return until;
    }

    void accept(Call call) {
        inbox.add(call);
    }

    /** A sign of life outside the log. Returns until when the session lives; empty-handed if it was given up. */
    @Nullable
    Long keepAlive(SessionId session, long now) {
        return givenUp.contains(session) || !node.replica().sessions().isAlive(session) ? null : renew(session, now);
    }

    /** Looks who was silent for too long. */
    void look(long now) {
        leases.forEach((id, until) -> {
            var session = node.replica().sessions().find(id);
            if (until <= now && session != null && givenUp.add(id)) {
                inbox.add(new Call(null, new Request(null, 0, null, new ExpireSession(id, session.generation()))));
            }
        });
    }

    /** Appends what has come in, or a tick if something is due; then remembers who waits for it. */
    void propose(SimulatedLog log, UnaryOperator<Entry> wire, long now) {
        long millis = Math.max(0, readyMillis + now - readyAt + node.skewMillis());
        var calls = List.copyOf(inbox.subList(0, Math.min(BATCH_MAX, inbox.size())));
        boolean due = node.replica().nextDeadline().orElse(Long.MAX_VALUE) <= millis
                && !log.hasPending()
                && node.applied() == log.committed();
        if (calls.isEmpty() && !due) {
            return;
        }
        inbox.subList(0, calls.size()).clear();
        int index = log.append(
                wire.apply(new Entry(millis, calls.stream().map(Call::request).toList())));
        underWay.put(index, calls);
    }

    /** Follows what this node applied, and returns who waited for it. */
    List<Call> applied(int index, Step step) {
        for (var event : step.events()) {
            if (event instanceof Ended ended) {
                leases.remove(ended.session());
                givenUp.remove(ended.session());
            }
        }
        for (var outcome : step.outcomes()) {
            if (outcome.result() instanceof Spared(var session)) {
                givenUp.remove(session);
            }
        }
        var calls = underWay.remove(index);
        return calls == null ? List.of() : calls;
    }

    /** Notes that the session acted through the log. */
    long acted(SessionId session, long now) {
        return renew(session, now);
    }
}
