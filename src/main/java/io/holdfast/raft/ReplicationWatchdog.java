package io.holdfast.raft;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches, on a group's leader, for a follower that is in contact and behind and does not move. Ratis can leave one so for
 * ever. It may have everything, and the leader not know it because an answer went astray: then an entry helps that says
 * nothing, since it is answered anew. Or its next index is worked out from a stale match; what frees it then is another
 * leader, so leadership is handed to a healthy follower.
 */
final class ReplicationWatchdog {

    static final long NUDGE_MILLIS = 2_000;
    static final long STUCK_MILLIS = 10_000;
    static final long CONTACT_MILLIS_MAX = 2_000;
    private static final long REST_MILLIS = 60_000;
    private static final long HANDOVER_MILLIS = 3_000;
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationWatchdog.class);

    /** How far a follower was, and since when it has not moved. */
    private record Progress(long matchIndex, long sinceMillis) {}

    private final Map<String, Progress> progress = new HashMap<>();
    /** For whom an entry was appended since they last moved. */
    private final Set<String> nudged = new HashSet<>();

    private final AtomicLong stuckFound = new AtomicLong();
    private long restUntilMillis;

    /** Looks once; called about every second with a monotonic time. */
    void look(GroupNode group, long nowMillis) {
        var here = group.division();
        if (here == null || !group.leads() || isSendingSnapshot(here)) {
            progress.clear();
            nudged.clear();
            return;
        }
        long committed = here.getRaftLog().getLastCommittedIndex();
        var contacts = PeerContacts.of(here);
        for (var contact : contacts) {
            long standing = standingMillis(contact, committed, nowMillis);
            if (standing >= NUDGE_MILLIS && nudged.add(contact.peer())) {
                LOG.info(
                        "peer={} state=STANDING group={} match={} commit={}: an entry is appended to hear where it is",
                        contact.peer(),
                        group.name(),
                        contact.matchIndex(),
                        committed);
                group.tick();
            }
            if (standing >= STUCK_MILLIS && nowMillis >= restUntilMillis) {
                restUntilMillis = nowMillis + REST_MILLIS;
                stuckFound.incrementAndGet();
                LOG.warn(
                        "peer={} state=STUCK group={} match={} commit={}: handing leadership over to free it",
                        contact.peer(),
                        group.name(),
                        contact.matchIndex(),
                        committed);
                contacts.stream()
                        .filter(other -> !other.peer().equals(contact.peer())
                                && other.millis() < CONTACT_MILLIS_MAX
                                && other.matchIndex() >= committed)
                        .max(Comparator.comparingLong(PeerContacts.Contact::matchIndex))
                        .ifPresent(healthy -> handOver(group, healthy.peer()));
            }
        }
    }

    /** Whoever is sent a snapshot does not move until it is there, which takes minutes where much lies on the shelves. */
    private static boolean isSendingSnapshot(RaftServer.Division here) {
        return here.getStateMachine().getStateMachineStorage() instanceof SnapshotStorage storage
                && storage.isSending();
    }

    /** For how long it has been in contact, behind, and where it is; 0 if it has not. */
    private long standingMillis(PeerContacts.Contact contact, long committed, long nowMillis) {
        if (contact.millis() > CONTACT_MILLIS_MAX || contact.matchIndex() >= committed) {
            progress.remove(contact.peer());
            nudged.remove(contact.peer());
            return 0;
        }
        var before = progress.get(contact.peer());
        if (before == null || before.matchIndex() != contact.matchIndex()) {
            progress.put(contact.peer(), new Progress(contact.matchIndex(), nowMillis));
            nudged.remove(contact.peer());
            return 0;
        }
        return nowMillis - before.sinceMillis();
    }

    private static void handOver(GroupNode group, String to) {
        try {
            group.handOver(to, HANDOVER_MILLIS);
        } catch (RuntimeException e) {
            LOG.warn("leadership of group={} could not be handed to {}", group.name(), to, e);
        }
    }

    /** How often a stuck follower was found. */
    long stuckFound() {
        return stuckFound.get();
    }
}
