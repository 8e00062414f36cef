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
     * @param part what the peer has of the group
     * @param term the greatest that the peer has heard of; it listens to no leader of an earlier one
     */
    record Admit(String group, Enlist newcomer, Part part, long term) implements PeerQuestion {

        boolean isReady() {
            return part == Part.OPEN;
        }
    }

    /** What a peer has of a group that it asks to be taken into. The order is part of the wire format. */
    enum Part {
        /**
         * Nothing: the older peers of its node are only removed, so that a node without memory is never asked for a vote under
         * a name that has one.
         */
        NOTHING,
        /** It has the group open, and can be sent what it lacks. */
        OPEN,
        /** The group has closed, and it only wants to know whether it is a member. */
        CLOSED
    }

    /**
     * Do this as the leader of the group.
     *
     * @param request as it stands in the log
     * @param repeated whether it may have happened already, so that its answer must come out of the log
     * @param note for the gate before the group's log; empty if there is none
     */
    record Propose(String group, Payload request, boolean repeated, Payload note) implements PeerQuestion {}

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
