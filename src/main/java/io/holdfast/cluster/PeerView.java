package io.holdfast.cluster;

/**
 * A member as this node sees it.
 *
 * @param matchIndex how much of the log it is known to have; -1 where this node does not lead
 * @param lastContactMillis since it was heard of; -1 where this node cannot tell
 */
public record PeerView(Member member, PeerState state, long matchIndex, long lastContactMillis) {}
