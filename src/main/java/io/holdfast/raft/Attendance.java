package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.cluster.PeerState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom this node hears of: everybody is asked every second or so, whatever it is in the groups. What this says of a node
 * decides nothing by itself; who leads finds out from the groups' own traffic whom it can count on.
 */
final class Attendance {

    static final long SUSPECT_MILLIS = 2_500;
    static final long FAILED_MILLIS = 5_000;

    private static final long PATIENCE_MILLIS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.story");

    /**
     * What is known of a node.
     *
     * @param heard when it answered last; {@link #NEVER} if it has not
     */
    private record Mark(long since, long heard) {

        static final long NEVER = Long.MIN_VALUE;

        boolean isHeard() {
            return heard != NEVER;
        }
    }

    private final Members members;
    private final PeerLinks links;
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, PeerState> told = new ConcurrentHashMap<>();
    private final Rumours rumours;
    private volatile long now;
    private volatile String leader = "";

    Attendance(Members members, PeerLinks links, Rumours rumours) {
        this.members = members;
        this.rumours = rumours;
        this.links = links;
    }

    /** Asks everybody, and tells of whom nothing is heard any more; called about every second with a monotonic time. */
    void look(long nowMillis) {
        now = nowMillis;
        rumours.look(nowMillis);
        var others = members.others();
        for (var other : others) {
            marks.putIfAbsent(other.node(), new Mark(nowMillis, Mark.NEVER));
            tell(other.node(), nowMillis);
            if (underWay.add(other.node())) {
                ask(other);
            }
        }
        var names = others.stream().map(Member::node).collect(Collectors.toSet());
        marks.keySet().retainAll(names);
        told.keySet().retainAll(names);
    }

    private void ask(Member other) {
        var unused = links.ask(other.address(), new PeerQuestion.Ping(), PATIENCE_MILLIS)
                .whenComplete((answer, _) -> {
                    underWay.remove(other.node());
                    if (answer instanceof PeerAnswer.Present present
                            && present.node().equals(other.node())) {
                        heard(present);
                    }
                });
    }

    private void heard(PeerAnswer.Present present) {
        marks.computeIfPresent(present.node(), (_, mark) -> new Mark(mark.since(), now));
        rumours.heard(present, now);
        if (!present.leader().isEmpty()) {
            leader = present.leader();
        }
    }

    private void tell(String node, long nowMillis) {
        var state = state(node, nowMillis);
        if (state == PeerState.SUSPECT || state == PeerState.UNKNOWN) {
            return;
        }
        var before = told.put(node, state);
        if (state == PeerState.FAILED && before != PeerState.FAILED) {
            LOG.warn("node={} state=FAILED lastContactMillis={}", node, lastContactMillis(node));
        } else if (state == PeerState.ALIVE && before == PeerState.FAILED) {
            LOG.info("node={} state=ALIVE was=FAILED", node);
        }
    }

    PeerState state(String node) {
        return state(node, now);
    }

    private PeerState state(String node, long nowMillis) {
        var mark = marks.get(node);
        if (mark == null) {
            return PeerState.UNKNOWN;
        }
        long silent = nowMillis - (mark.isHeard() ? mark.heard() : mark.since());
        if (silent >= FAILED_MILLIS) {
            return PeerState.FAILED;
        }
        if (!mark.isHeard()) {
            return PeerState.UNKNOWN;
        }
        return silent < SUSPECT_MILLIS ? PeerState.ALIVE : PeerState.SUSPECT;
    }

    /** Since the node answered; -1 if it never has. */
    long lastContactMillis(String node) {
        var mark = marks.get(node);
        return mark == null || !mark.isHeard() ? -1 : now - mark.heard();
    }

    /** Who leads the coordination group by what others said last; null if nobody said so. */
    @Nullable
    Member leader() {
        return members.node(leader);
    }
}
