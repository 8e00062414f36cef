package io.holdfast.process;

import io.holdfast.linearizability.LockMode;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar as it starts soonest: unpacked by its own tool, with a cache of its loaded classes that one run of a
 * single node has left. It takes a third of the processor time of the plain jar, which is what a cluster on few
 * processors waits for. {@code -Dholdfast.processes.plain=true} starts the plain jar.
 */
record PackagedJar(Path path, List<String> jvmOptions) {

    /** The first compiler alone gets a node to its first answer soonest. */
    static final List<String> JVM_OPTIONS = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ActiveProcessorCount=2",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Duration UNPACK_LIMIT = Duration.ofSeconds(60);
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(3);
    private static final String CACHE = "classes.aot";

    /** Prepared once for each build of the jar. */
    static synchronized PackagedJar prepared() {
        var plain = Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar"))
                .toAbsolutePath();
        if (!Files.exists(plain)) {
            throw new IllegalStateException(plain + " does not exist: package the application first");
        }
        if (Boolean.getBoolean("holdfast.processes.plain")) {
            return new PackagedJar(plain, JVM_OPTIONS);
        }
        try {
            var directory = plain.resolveSibling("unpacked-" + Files.size(plain) + "-"
                    + Files.getLastModifiedTime(plain).toMillis());
            var jar = directory.resolve(plain.getFileName());
            if (!Files.exists(directory.resolve(CACHE))) {
                Node.delete(directory);
                unpack(plain, directory);
                train(jar, directory.resolve(CACHE));
            }
            return new PackagedJar(jar, with(JVM_OPTIONS, "-XX:AOTCache=" + directory.resolve(CACHE)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + plain, e);
        }
    }

    private static void unpack(Path plain, Path directory) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var tool = new ProcessBuilder(
                        java, "-Djarmode=tools", "-jar", plain.toString(), "extract", "--destination", "" + directory)
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!tool.waitFor(UNPACK_LIMIT.toSeconds(), TimeUnit.SECONDS) || tool.exitValue() != 0) {
                tool.destroyForcibly();
                throw new IOException("cannot unpack " + plain);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The cache is written when the node ends, under another name until it is complete. */
    private static void train(Path jar, Path cache) throws IOException {
        var unfinished = cache.resolveSibling(CACHE + ".unfinished");
        var plan = new ClusterPlan("training", 1, jar, with(JVM_OPTIONS, "-XX:AOTCacheOutput=" + unfinished), Map.of());
        try (var cluster = ProcessCluster.open(plan);
                var http = new HttpApi(cluster::url, Duration.ofSeconds(10))) {
            var locks = new LocksApi(http);
            var request =
                    new AcquireRequest("training", null, "trainer", LockMode.X, Duration.ZERO, Duration.ofMinutes(1));
            if (locks.acquire("n1", request, "training-acquire") instanceof Granted granted) {
                var release = new ReleaseRequest("training", granted.session(), "trainer", granted.token(), false);
                locks.release("n1", release, "training-release");
            }
            locks.inspect("n1", "training");
            cluster.stop("n1", TRAINING_LIMIT);
            if (!Files.exists(unfinished)) {
                throw new IOException("no cache was written: " + cluster.logs("n1"));
            }
        }
        Files.move(unfinished, cache);
    }

    private static List<String> with(List<String> options, String more) {
        List<String> all = new ArrayList<>(options);
        all.add(more);
        return List.copyOf(all);
    }
}
