package io.holdfast.core;

/** In which Raft groups a primitive lives. */
public enum Scope {
    /** The one group of sessions and locks. */
    COORDINATION,
    /** Every data group, each with a state of its own. */
    DATA
}
