package io.holdfast.roster;

/** Frozen limits of the roster; they decide what an entry means, so no property changes them. */
public final class RosterLimits {

    /** Nodes that are known at a time, those that were removed included as long as there is room. */
    public static final int NODES_MAX = 64;

    public static final int NAME_LENGTH_MAX = 64;
    public static final int PLACE_LENGTH_MAX = 512;

    /** Data groups that can be allotted to some of the nodes. */
    public static final int GROUPS_MAX = 64;

    /** Nodes that have a data group. */
    public static final int COPIES_MAX = 16;

    private RosterLimits() {}

    static void checkName(String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("a node's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
    }

    static void checkPlace(String place) {
        if (place.isEmpty() || place.length() > PLACE_LENGTH_MAX) {
            throw new IllegalArgumentException("where a node is reached has 1 to " + PLACE_LENGTH_MAX + " characters");
        }
    }
}
