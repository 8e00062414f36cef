package io.holdfast.cluster;

/** What a node is in a group. */
public enum Role {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    LISTENER,
    /** Not in the group yet: forming, joining, or recovering. */
    STARTING,
    /** The group lives on other nodes; this one takes requests there. */
    ABSENT,
    /** The engine has ended; the process follows. */
    CLOSED
}
