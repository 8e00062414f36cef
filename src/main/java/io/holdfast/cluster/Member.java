package io.holdfast.cluster;

import java.net.URI;

/**
 * A node of the cluster.
 *
 * @param node its name, which it keeps for ever
 * @param peer its name in the Raft group, which changes when the node loses its disk
 * @param address where other nodes reach its Raft server, host:port
 * @param client where clients reach it
 * @param forward where other nodes reach its HTTP, which differs where clients come through a published port
 */
public record Member(String node, String peer, String address, URI client, URI forward) {

    /** A node that everybody reaches at the same place. */
    public Member(String node, String peer, String address, URI client) {
        this(node, peer, address, client, client);
    }
}
