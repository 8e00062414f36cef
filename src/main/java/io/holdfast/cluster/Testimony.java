package io.holdfast.cluster;

/**
 * What a member of a group says of itself: that it was in this term then. It counts for whoever leads the group in that
 * term as an answer to the question whether he does, asked when it was said.
 *
 * @param peer as the group's configuration names it
 */
public record Testimony(String peer, long term) {}
