package io.holdfast.raft;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster this node belongs to.
 *
 * @param name keeps clusters apart that could reach one another by mistake
 * @param members {@code ID/PEER_HOST:PEER_PORT/CLIENT_URL} each, this node included; none is a cluster of this node
 *     alone. Where nodes cannot reach each other's client URL, another for them follows: {@code CLIENT_URL|NODE_URL}
 */
@ConfigurationProperties("holdfast.cluster")
record ClusterProperties(
        @DefaultValue("holdfast") String name, @DefaultValue List<String> members) {

    ClusterProperties {
        members = List.copyOf(members);
    }
}
