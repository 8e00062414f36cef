package io.holdfast.raft;

import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.roster.RosterCommand.Enlist;

/** What nodes ask one another beside Ratis' own traffic, over the same port. */
sealed interface PeerQuestion {

    /** Who are you, and what do you know of the cluster? Asked before this node belongs to a group. */
    record Introduce(String cluster, String node, String birth) implements PeerQuestion {}

    /** Which term are you in? A majority of answers equal to the leader's makes a read linearizable. */
    record TermOf(String group) implements PeerQuestion {}

    /** Up to which index must I have applied, so that a read here that started before this question is fresh? */
    record ConfirmIndex(String group) implements PeerQuestion {}

    /**
     * Take this peer into the group in place of any older peer of the same node.
     *
     * @param newcomer which peer it is, of which node, and where that is reached
     * @param ready whether the peer has its group open; until then the older peers are only removed, so that a node
     *     without memory is never asked for a vote under a name that has one
     */
    record Admit(String group, Enlist newcomer, boolean ready) implements PeerQuestion {}

    /**
     * Do this as the leader of the group.
     *
     * @param request as it stands in the log
     * @param repeated whether it may have happened already, so that its answer must come out of the log
     */
    record Propose(String group, Payload request, boolean repeated) implements PeerQuestion {}

    /** Answer this as the leader of the group. */
    record Inquire(String group, Inquiry<?> inquiry) implements PeerQuestion {}

    /** A question among those who share the connection, which nobody here looks into. */
    record Carry(Payload question) implements PeerQuestion {}

    /** Are you there? Asked of everybody, every second or so. */
    record Ping() implements PeerQuestion {}

    /** Have the roster know this member of the coordination group, as its leader. */
    record Announce(Enlist member) implements PeerQuestion {}

    /** Would you lead the group? */
    record Stand(String group) implements PeerQuestion {}
}
