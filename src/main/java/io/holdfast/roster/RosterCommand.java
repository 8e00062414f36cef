package io.holdfast.roster;

import io.holdfast.core.Command;

/** Everything that can be asked of the roster. */
public sealed interface RosterCommand extends Command {

    /**
     * Let the node be known, as this peer and at these places.
     *
     * @param node its name, which it keeps for ever
     * @param peer its name in the Raft groups, which changes when the node loses its disk
     * @param address where other nodes reach its Raft server, host:port
     * @param client where clients reach it
     * @param forward where other nodes reach its HTTP
     */
    record Enlist(String node, String peer, String address, String client, String forward) implements RosterCommand {

        public Enlist {
            RosterLimits.checkName(node);
            RosterLimits.checkName(peer);
            RosterLimits.checkPlace(address);
            RosterLimits.checkPlace(client);
            RosterLimits.checkPlace(forward);
        }
    }

    /** Let the node be taken out of its groups; one at a time. */
    record Retire(String node, Cause cause) implements RosterCommand {

        public Retire {
            RosterLimits.checkName(node);
        }
    }

    /** The peer is in no group any more. */
    record Remove(String node, String peer) implements RosterCommand {

        public Remove {
            RosterLimits.checkName(node);
            RosterLimits.checkName(peer);
        }
    }

    /** Why a node is taken out. The order is part of the wire format. */
    enum Cause {
        REQUESTED,
        /** It was away for too long, and another stands by. */
        FAILED
    }
}
