package io.holdfast.cluster;

/** How another member looks from here. */
public enum PeerState {
    ALIVE,
    /** Not heard of for a while. */
    SUSPECT,
    /** Not heard of for so long that it counts as failed. */
    FAILED,
    /** This node cannot tell: only the leader is in contact with all. */
    UNKNOWN
}
