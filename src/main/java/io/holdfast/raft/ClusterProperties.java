package io.holdfast.raft;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster this node belongs to.
 *
 * @param name keeps clusters apart that could reach one another by mistake
 * @param members {@code ID/PEER_HOST:PEER_PORT/CLIENT_URL} each, this node included; none is a cluster of this node
 *     alone. Where nodes cannot reach each other's client URL, another for them follows: {@code CLIENT_URL|NODE_URL}
 * @param join {@code PEER_HOST:PEER_PORT} of some members of a cluster that is there already; then {@code members} names
 *     this node alone
 * @param voters how many nodes have a vote in the coordination group, and may have data groups; further ones stand by
 * @param replaceAfter how long a voter may be gone before a node that stands by takes its place; zero is for ever
 */
@ConfigurationProperties("holdfast.cluster")
record ClusterProperties(
        @DefaultValue("holdfast") String name,
        @DefaultValue List<String> members,
        @DefaultValue List<String> join,
        @DefaultValue("5") int voters,
        @DefaultValue("10m") Duration replaceAfter) {

    static final int VOTERS_DEFAULT = 5;
    private static final int VOTERS_MAX = 9;
    private static final Duration REPLACE_AFTER_DEFAULT = Duration.ofMinutes(10);

    @ConstructorBinding
    ClusterProperties {
        members = List.copyOf(members);
        join = List.copyOf(join);
        if (voters < 1 || voters > VOTERS_MAX) {
            throw new ConfigurationRefusedException("holdfast.cluster.voters is " + voters + "; write 1 to "
                    + VOTERS_MAX + ", better an odd number, the same on all nodes, for example 5");
        }
        if (replaceAfter.isNegative()) {
            throw new ConfigurationRefusedException(
                    "holdfast.cluster.replace-after is " + replaceAfter + "; write a duration, for example 10m, or 0");
        }
    }

    /** A cluster that is formed by its members. */
    ClusterProperties(String name, List<String> members) {
        this(name, members, List.of(), VOTERS_DEFAULT, REPLACE_AFTER_DEFAULT);
    }
}
