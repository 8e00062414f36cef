package io.holdfast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The launcher script, copied into a directory of its own with ports of its own, so that it meets no other cluster. */
final class Launcher {

    private static final int FIRST_BASE = 21_000;
    private static final int LAST_BASE = 31_000;
    private static final int PORTS = 10;

    private final Path home;
    private final int httpBase = freeBase(FIRST_BASE);
    private final int peerBase = freeBase(httpBase + PORTS);
    private final Map<String, String> environment = new HashMap<>();

    Launcher(Path home) throws IOException {
        this.home = home;
        Files.copy(Path.of("holdfast"), home.resolve("holdfast"), StandardCopyOption.COPY_ATTRIBUTES);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOLDFAST_HTTP_BASE", Integer.toString(httpBase));
        environment.put("HOLDFAST_PEER_BASE", Integer.toString(peerBase));
        environment.put("HOLDFAST_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx384m");
        environment.put("HOLDFAST_UP_SECONDS", "300");
    }

    /** What a command has printed, on both streams, and how it has ended. */
    record Outcome(int exitCode, String output) {}

    void takeJar(Path jar) throws IOException {
        Files.createDirectories(home.resolve("target"));
        Files.copy(jar, home.resolve("target/holdfast.jar"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::endWhatIsLeft, "end the nodes of an abandoned cluster"));
    }

    private void endWhatIsLeft() {
        if (Files.exists(home.resolve(".holdfast"))) {
            run(Duration.ofMinutes(1), "down");
        }
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    int httpPort(int node) {
        return httpBase + node;
    }

    Outcome run(Duration limit, String... arguments) {
        return execute(
                limit,
                Stream.concat(Stream.of("./holdfast"), Arrays.stream(arguments)).toList());
    }

    /** Runs a line of shell as a reader of the launcher's output would. */
    Outcome shell(Duration limit, String line) {
        return execute(limit, List.of("bash", "-c", line));
    }

    private Outcome execute(Duration limit, List<String> command) {
        try {
            var output = Files.createTempFile(home, "output", ".txt");
            var builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                throw new AssertionError("%s took longer than %s and has printed %s"
                        .formatted(command, limit, Files.readString(output, UTF_8)));
            }
            return new Outcome(process.exitValue(), Files.readString(output, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    private static int freeBase(int from) {
        return IntStream.iterate(from, base -> base <= LAST_BASE, base -> base + PORTS)
                .filter(base -> IntStream.range(base, base + PORTS).allMatch(Launcher::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
