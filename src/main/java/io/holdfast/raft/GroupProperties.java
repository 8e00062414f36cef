package io.holdfast.raft;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many groups there are, and how long requests to them wait.
 *
 * @param dataGroups beside the coordination group; fixed when the cluster is formed
 * @param dataReplicas how many nodes have a copy of each data group; all have one if there are no more
 * @param requestTimeout how long a change waits to be committed before its outcome is called unknown
 * @param leaderWait how long a change to a data group waits while nobody leads it
 */
@ConfigurationProperties("holdfast")
record GroupProperties(
        @DefaultValue("3") int dataGroups,
        @DefaultValue("3") int dataReplicas,
        @DefaultValue("10s") Duration requestTimeout,
        @DefaultValue("2s") Duration leaderWait) {

    static final int DATA_GROUPS_MAX = 16;

    static final int DATA_REPLICAS_DEFAULT = 3;
    private static final int DATA_REPLICAS_MAX = 9;

    GroupProperties {
        if (dataGroups < 0 || dataGroups > DATA_GROUPS_MAX) {
            throw new ConfigurationRefusedException("holdfast.data-groups is " + dataGroups + "; write 0 to "
                    + DATA_GROUPS_MAX + ", the same on all nodes, for example 3");
        }
        if (dataReplicas < 1 || dataReplicas > DATA_REPLICAS_MAX) {
            throw new ConfigurationRefusedException("holdfast.data-replicas is " + dataReplicas + "; write 1 to "
                    + DATA_REPLICAS_MAX + ", better an odd number, the same on all nodes, for example 3");
        }
    }
}
