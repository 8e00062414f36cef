package io.holdfast.cluster;

/** Where a node stands in the cluster. */
public enum Standing {
    /** It has announced itself and waits for its place. */
    JOINING,
    /** It is being sent what it lacks, and has no vote yet. */
    CATCHING_UP,
    /** It has a vote, and its share of the data groups. */
    VOTER,
    /** All places are taken: it has no copy, sends requests on, and takes the next place that is free. */
    SPARE,
    /** It is being taken out. */
    DRAINING,
    /** It is out, and can come back with an empty disk only. */
    REMOVED,
    /** This node cannot tell. */
    UNKNOWN
}
