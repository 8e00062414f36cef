package io.holdfast.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the nodes of a cluster are to be started. */
record ClusterPlan(String name, int nodes, Path jar, List<String> jvmOptions, Map<String, String> properties) {

    /** Compiling with the first compiler only gets a node to its first answer soonest, which is most of what a test waits for. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ActiveProcessorCount=2",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    static ClusterPlan of(String name, int nodes) {
        var jar = Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar"))
                .toAbsolutePath();
        return new ClusterPlan(name, nodes, jar, JVM_OPTIONS, Map.of());
    }

    ClusterPlan with(String property, Object value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(property, value.toString());
        return new ClusterPlan(name, nodes, jar, jvmOptions, more);
    }

    ClusterPlan withJvmOption(String option) {
        List<String> more = new ArrayList<>(jvmOptions);
        more.add(option);
        return new ClusterPlan(name, nodes, jar, more, properties);
    }
}
