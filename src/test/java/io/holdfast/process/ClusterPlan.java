package io.holdfast.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the nodes of a cluster are to be started.
 *
 * @param properties of each node; {@code {node}} in a value stands for its name
 * @param access by which the nodes are watched
 */
record ClusterPlan(
        String name, int nodes, Path jar, List<String> jvmOptions, Map<String, String> properties, Access access) {

    ClusterPlan(String name, int nodes, Path jar, List<String> jvmOptions, Map<String, String> properties) {
        this(name, nodes, jar, jvmOptions, properties, Access.OPEN);
    }

    static ClusterPlan of(String name, int nodes) {
        var jar = PackagedJar.prepared();
        return new ClusterPlan(name, nodes, jar.path(), jar.jvmOptions(), Map.of());
    }

    ClusterPlan with(String property, Object value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(property, value.toString());
        return new ClusterPlan(name, nodes, jar, jvmOptions, more, access);
    }

    ClusterPlan watchedBy(Access watcher) {
        return new ClusterPlan(name, nodes, jar, jvmOptions, properties, watcher);
    }
}
