package io.holdfast.cluster;

import java.net.URI;

/**
 * A node of the cluster.
 *
 * @param node its name, which it keeps for ever
 * @param peer its name in the Raft group, which changes when the node loses its disk
 * @param address where other nodes reach it, host:port
 * @param client where clients reach it
 */
public record Member(String node, String peer, String address, URI client) {}
