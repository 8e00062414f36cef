package io.holdfast.cluster;

/**
 * A member as this node sees it.
 *
 * @param matchIndex how much of the log it is known to have; of others only the leader knows, elsewhere -1
 * @param lastContactMillis since it was heard of; -1 where this node cannot tell
 */
public record PeerView(Member member, PeerState state, long matchIndex, long lastContactMillis) {}
