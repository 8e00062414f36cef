package io.holdfast.roster;

import io.holdfast.roster.RosterCommand.Enlist;

/**
 * A node as the cluster knows it.
 *
 * @param place its names, and where it is reached
 * @param sinceMillis cluster time since which it stands so
 */
public record RosterRow(Enlist place, Standing standing, long sinceMillis) {

    /** Where a node stands. The order is part of the wire format. */
    public enum Standing {
        /** It has its place in the groups, or waits for one. */
        ACTIVE,
        /** It is being taken out of the groups. */
        RETIRING,
        /** It is out, and never comes back as this peer. */
        REMOVED
    }

    public String node() {
        return place.node();
    }

    public String peer() {
        return place.peer();
    }

    /** Whether the node is out, or on its way. */
    public boolean isLeaving() {
        return standing != Standing.ACTIVE;
    }
}
