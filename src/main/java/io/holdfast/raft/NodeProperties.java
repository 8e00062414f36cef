package io.holdfast.raft;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This node.
 *
 * @param id its name, which it keeps for ever
 * @param dataDir everything it must not lose; {@code ./data/ID} if not set
 * @param peerHost the address the Raft server binds, which may differ from the one other nodes use
 * @param peerPort the port the Raft server binds; 0 takes the port of this node's own entry among the members
 */
@ConfigurationProperties("holdfast.node")
record NodeProperties(
        @DefaultValue("n1") String id,
        @Nullable Path dataDir,
        @DefaultValue("127.0.0.1") String peerHost,
        @DefaultValue("0") int peerPort) {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    NodeProperties {
        if (!ID.matcher(id).matches()) {
            throw new ConfigurationRefusedException("holdfast.node.id is '" + id
                    + "'; write 1 to 32 lower-case letters, digits and inner dashes, for example n1");
        }
        if (peerPort < 0 || peerPort > 65_535) {
            throw new ConfigurationRefusedException(
                    "holdfast.node.peer-port is " + peerPort + "; write a port between 1 and 65535, for example 7080");
        }
        dataDir = dataDir == null ? Path.of("data", id) : dataDir;
    }
}
