package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Awaiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Executes every example in {@code http-tests} against a cluster, so that what is shown there is true. */
@DisabledOnOs(OS.WINDOWS)
class HttpFilesIT {

    private static final Path FILES = Path.of("http-tests");
    private static final int NODES = 3;
    private static final int LOOKS = 100;
    private static final long LOOK_MILLIS = 200;
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(6);

    @TempDir
    private static Path home;

    private static Launcher launcher;

    @BeforeAll
    static void up() throws IOException {
        launcher = new Launcher(home);
        launcher.takeJar(Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")));
        var up = launcher.run(COMMAND_LIMIT, "up");
        assertThat(up.exitCode()).as(up.output()).isZero();
        // Whoever is about to lead a group is not ready for a moment.
        Awaiting.until(() -> launcher.run(COMMAND_LIMIT, "status")
                        .output()
                        .lines()
                        .filter(line -> line.contains("data-"))
                        .count()
                == NODES);
    }

    @AfterAll
    static void down() {
        launcher.run(COMMAND_LIMIT, "down");
    }

    @TestFactory
    List<DynamicContainer> examples() throws IOException {
        var containers = new ArrayList<DynamicContainer>();
        for (Path path : files()) {
            var file = HttpFile.read(path);
            var client = new ExampleClient(file, Map.of("n1", node(1), "n2", node(2), "n3", node(3)));
            containers.add(DynamicContainer.dynamicContainer(
                    path.getFileName().toString(), file.examples().stream().map(example -> test(client, example))));
        }
        return containers;
    }

    private static DynamicTest test(ExampleClient client, HttpExample example) {
        return DynamicTest.dynamicTest(example.title(), () -> {
            assertThat(example.expectations())
                    .as("an example says what its answer is")
                    .isNotEmpty();
            if (!example.after().isEmpty()) {
                var done = launcher.shell(COMMAND_LIMIT, example.after());
                assertThat(done.exitCode()).as(done.output()).isZero();
            }
            assertThat(example.after().isEmpty() ? client.run(example) : settled(client, example))
                    .as(example.method() + " " + example.url())
                    .isEmpty();
        });
    }

    /** What a command has changed is not everywhere in the same moment. */
    private static List<String> settled(ExampleClient client, HttpExample example)
            throws IOException, InterruptedException {
        var wrong = client.run(example);
        for (int looks = 1; looks < LOOKS && !wrong.isEmpty(); looks++) {
            Thread.sleep(LOOK_MILLIS);
            wrong = client.run(example);
        }
        return wrong;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(path -> path.toString().endsWith(".http"))
                    .sorted()
                    .toList();
        }
    }

    private static String node(int number) {
        return "http://127.0.0.1:" + launcher.httpPort(number);
    }
}
