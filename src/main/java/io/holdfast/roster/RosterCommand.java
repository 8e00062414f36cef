package io.holdfast.roster;

import io.holdfast.core.Command;
import java.util.List;

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

    /**
     * Let the data group be had by these nodes and no others.
     *
     * @param group its number
     */
    record Allot(int group, List<String> nodes) implements RosterCommand {

        public Allot {
            if (group < 0 || group >= RosterLimits.GROUPS_MAX) {
                throw new IllegalArgumentException(
                        "data groups have the numbers 0 to " + (RosterLimits.GROUPS_MAX - 1));
            }
            if (nodes.isEmpty() || nodes.size() > RosterLimits.COPIES_MAX) {
                throw new IllegalArgumentException("1 to " + RosterLimits.COPIES_MAX + " nodes have a data group");
            }
            nodes.forEach(RosterLimits::checkName);
            nodes = nodes.stream().sorted().distinct().toList();
        }
    }

    /** Why a node is taken out. The order is part of the wire format. */
    enum Cause {
        REQUESTED,
        /** It was away for too long, and another stands by. */
        FAILED
    }
}
