package io.holdfast.raft;

import io.holdfast.raft.PeerAnswer.Stage;
import io.holdfast.raft.PeerQuestion.Part;
import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterResult;
import io.holdfast.roster.RosterRow.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's side of who belongs to a group. Of a node that comes back without its disk the peer it was is removed, and only
 * then is the peer it is now added, which catches up before it counts: a node without memory never votes under a name that has
 * one. One peer is added or removed at a time, so that any two majorities that follow one another have a voter in common.
 *
 * <p>Who is in is decided in the coordination group, where places are limited; the data groups take in whoever has a place
 * there and is to have them. To the same peer a data group may be given again: it has kept what it promised ({@code Absence}),
 * and is told which configuration without it is committed, so that it has no vote before it has all that was acknowledged till
 * then.
 */
final class Admission {

    /** An older peer that was in contact this recently is taken to be alive: two nodes of one name are refused. */
    private static final long ALIVE_MILLIS = 3_000;

    /** How long whoever asks waits for the answer. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private static final long HANDOVER_MILLIS = 3_000;

    private final Roll roll;
    private final LeaderSpread spread;
    private final int voters;

    /** @param voters how many places the coordination group has */
    Admission(Roll roll, LeaderSpread spread, int voters) {
        this.roll = roll;
        this.spread = spread;
        this.voters = voters;
    }

    /** One change at a time; the caller asks again until the stage it needs is reached. */
    PeerAnswer admit(Engine engine, GroupNode group, PeerQuestion.Admit asked) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (this) {
            // Who asked has given up, and asked again since: it may be a member by now that had nothing then.
            return System.nanoTime() - deadline > 0
                    ? new PeerAnswer.Declined("other changes took too long")
                    : admitInTurn(engine, group, asked);
        }
    }

    private PeerAnswer admitInTurn(Engine engine, GroupNode group, PeerQuestion.Admit asked) {
        var newcomer = asked.newcomer();
        var here = group.division();
        if (here == null || !group.leads()) {
            return new PeerAnswer.Declined("this node does not lead");
        }
        if (!Members.nodeOf(newcomer.peer()).equals(newcomer.node())) {
            return new PeerAnswer.Declined(newcomer.peer() + " is no peer of " + newcomer.node());
        }
        var current = List.copyOf(here.getRaftConf().getCurrentPeers());
        var older = current.stream()
                .map(peer -> peer.getId().toString())
                .filter(peer -> Members.nodeOf(peer).equals(newcomer.node()) && !peer.equals(newcomer.peer()))
                .toList();
        if (!older.isEmpty()) {
            return replace(engine, group, here, older);
        }
        if (current.stream().anyMatch(peer -> peer.getId().toString().equals(newcomer.peer()))) {
            // Whoever has nothing of a group that it gave up once comes as a newcomer, whatever the group believes.
            return asked.part() != Part.NOTHING || roll.allotted(group.name()) == null
                    ? new PeerAnswer.Admission(Stage.ADDED)
                    : replace(engine, group, here, List.of(newcomer.peer()));
        }
        return NodeGroups.isCoordination(group)
                ? admitToPlace(engine, group, current, asked)
                : admitToData(engine, group, here, asked);
    }

    private PeerAnswer admitToPlace(Engine engine, GroupNode group, List<RaftPeer> current, PeerQuestion.Admit asked) {
        if (roll.isKept()) {
            var refusal = enlist(asked.newcomer());
            if (refusal != null) {
                return refusal;
            }
        }
        if (current.size() >= voters) {
            return new PeerAnswer.Admission(Stage.FULL);
        }
        return asked.isReady()
                ? add(engine, group, current, asked.newcomer())
                : new PeerAnswer.Admission(Stage.REMOVED);
    }

    private PeerAnswer.@Nullable Declined enlist(Enlist newcomer) {
        var leaving = roll.rows().stream()
                .filter(row -> row.standing() == Standing.RETIRING)
                .findFirst();
        if (leaving.isPresent()) {
            return new PeerAnswer.Declined(leaving.get().node() + " is being removed; one change at a time");
        }
        var known = roll.row(newcomer.node());
        if (known != null && !known.isLeaving() && known.place().equals(newcomer)) {
            return null;
        }
        return roll.submit(newcomer) instanceof RosterResult.Refused refused
                ? new PeerAnswer.Declined("the roster does not take " + newcomer.peer() + ": " + refused.reason())
                : null;
    }

    private PeerAnswer admitToData(Engine engine, GroupNode group, RaftServer.Division here, PeerQuestion.Admit asked) {
        var newcomer = asked.newcomer();
        if (roll.isLeaving(newcomer.node())) {
            return new PeerAnswer.Declined(newcomer.node() + " is being removed");
        }
        if (!roll.seated().contains(newcomer.peer())) {
            return new PeerAnswer.Declined(newcomer.peer() + " has no place in the coordination group yet");
        }
        if (!roll.wants(group.name(), newcomer.node())) {
            return roll.allotted(group.name()) == null
                    ? new PeerAnswer.Declined("it is not decided yet which nodes are to have " + group.name())
                    : outside(Stage.ELSEWHERE, group, here, newcomer);
        }
        if (!asked.isReady()) {
            return outside(Stage.REMOVED, group, here, newcomer);
        }
        if (asked.term() > here.getInfo().getCurrentTerm()) {
            return hurry(group, asked);
        }
        var away = missing(group, here);
        return away == null
                ? add(engine, group, List.copyOf(here.getRaftConf().getCurrentPeers()), newcomer)
                : new PeerAnswer.Declined(
                        group.name() + " waits for " + away + ", or more would be needed than are there");
    }

    /** A member that is to stay and is not heard of; null if all are, or the group has no other place to be. */
    private @Nullable String missing(GroupNode group, RaftServer.Division here) {
        var allotted = roll.allotted(group.name());
        var heard = PeerContacts.of(here).stream()
                .filter(contact -> contact.millis() < ReplicationWatchdog.CONTACT_MILLIS_MAX)
                .map(PeerContacts.Contact::peer)
                .toList();
        return allotted == null
                ? null
                : Roll.peers(here).stream()
                        .filter(peer -> !peer.equals(here.getId().toString()) && !heard.contains(peer))
                        .map(Members::nodeOf)
                        .filter(node -> allotted.contains(node) && !roll.isLeaving(node))
                        .findFirst()
                        .orElse(null);
    }

    /** Says that the group does without the peer, if that is certain: this node leads, and what it goes by is committed. */
    private static PeerAnswer outside(Stage stage, GroupNode group, RaftServer.Division here, Enlist newcomer) {
        var configuration = here.getRaftConf();
        boolean isIn = configuration.getAllPeers().stream()
                .anyMatch(peer -> peer.getId().toString().equals(newcomer.peer()));
        long index = configuration.getLogEntryIndex();
        if (isIn || index > here.getRaftLog().getLastCommittedIndex()) {
            return new PeerAnswer.Declined("the members of " + group.name() + " are about to change");
        }
        // Afterwards, so that what is committed was committed in this term or in an earlier one.
        return new PeerAnswer.Admission(stage, group.confirmTerm(null), index);
    }

    /** The peer would not listen to the leader of an earlier term than it has heard of: another one begins. */
    private PeerAnswer hurry(GroupNode group, PeerQuestion.Admit asked) {
        spread.successor(group).ifPresent(next -> group.handOver(next, HANDOVER_MILLIS));
        return new PeerAnswer.Declined(asked.newcomer().peer() + " has heard of term " + asked.term());
    }

    private static PeerAnswer replace(Engine engine, GroupNode group, RaftServer.Division here, List<String> older) {
        for (var contact : PeerContacts.of(here)) {
            if (older.contains(contact.peer()) && contact.millis() < ALIVE_MILLIS) {
                return new PeerAnswer.Declined(contact.peer() + " was heard of " + contact.millis()
                        + " ms ago; a second node of the same name is refused while the first is alive");
            }
        }
        LOG.info("membership group={} removing={} reason=lost-its-disk", group.name(), older);
        remove(engine, group, here, older::contains);
        return new PeerAnswer.Admission(Stage.REMOVED);
    }

    private static PeerAnswer add(Engine engine, GroupNode group, List<RaftPeer> current, Enlist newcomer) {
        var peers = new ArrayList<>(current);
        peers.add(Members.peer(newcomer.peer(), newcomer.address()));
        LOG.info("membership group={} adding={} node={}", group.name(), newcomer.peer(), newcomer.node());
        engine.reconfigure(group.id(), peers);
        LOG.info("membership group={} added={} voters={}", group.name(), newcomer.peer(), peers.size());
        return new PeerAnswer.Admission(Stage.ADDED);
    }

    /** Takes peers of one node out, on the leader; another node's, as the leader itself hands over first. */
    synchronized void takeOut(Engine engine, GroupNode group, Predicate<String> peers, BooleanSupplier isStillDue) {
        var here = group.division();
        if (here != null && group.leads() && isStillDue.getAsBoolean()) {
            remove(engine, group, here, peers);
        }
    }

    private static void remove(Engine engine, GroupNode group, RaftServer.Division here, Predicate<String> peers) {
        var remaining = here.getRaftConf().getCurrentPeers().stream()
                .filter(peer -> !peers.test(peer.getId().toString()))
                .toList();
        engine.reconfigure(group.id(), remaining);
        LOG.info("membership group={} voters={}", group.name(), remaining.size());
    }
}
