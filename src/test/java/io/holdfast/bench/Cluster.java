package io.holdfast.bench;

import java.util.List;
import java.util.function.Function;

/**
 * A system that is up.
 *
 * @param version what it says of itself
 * @param pids its processes, empty when they are not ours to look at
 * @param endpoints where its nodes listen, as far as a workload other than locks needs them
 * @param clients makes the client that works on the lock of that name
 */
record Cluster(String version, List<Long> pids, List<Endpoint> endpoints, Function<String, LockClient> clients) {

    Cluster(String version, List<Long> pids, Function<String, LockClient> clients) {
        this(version, pids, List.of(), clients);
    }
}
