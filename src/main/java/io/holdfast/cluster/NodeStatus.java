package io.holdfast.cluster;

/**
 * A node of the cluster as this node sees it.
 *
 * @param state whether this node hears of it
 * @param matchIndex how much of the coordination group's log it has; of others only the leader knows, elsewhere -1
 * @param lastContactMillis since it answered this node; -1 if it never has
 */
public record NodeStatus(Member member, Standing standing, PeerState state, long matchIndex, long lastContactMillis) {}
