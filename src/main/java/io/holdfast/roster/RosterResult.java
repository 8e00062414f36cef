package io.holdfast.roster;

import io.holdfast.core.Result;

/** What became of a {@link RosterCommand}. */
public sealed interface RosterResult extends Result {

    /** The node is known so. */
    record Enlisted(String node, String peer) implements RosterResult {}

    /** The node is being taken out. */
    record Retiring(String node) implements RosterResult {}

    /** The node is out. */
    record Removed(String node) implements RosterResult {}

    /** The data group is to be had by those nodes. */
    record Allotted(int group) implements RosterResult {}

    record Refused(Reason reason) implements RosterResult {}

    /** Why not. The order is part of the wire format: new reasons are added at the end. */
    enum Reason {
        UNKNOWN_NODE,
        /** Another node is being taken out. */
        BUSY,
        /** The node is being taken out, or this peer of it was: it can join anew when that is done, with an empty disk. */
        OUT,
        LAST_NODE,
        NODES_MAX
    }
}
