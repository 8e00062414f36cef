package io.holdfast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that a test asks where it is installed. {@code -Dholdfast.NAME=required} has the test fail where it is not,
 * instead of being skipped.
 */
record Tool(String name) {

    private static final int SECONDS_MAX = 60;

    boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Skips the test that calls this where the program is neither installed nor required. */
    void isNeeded() {
        boolean required = "required".equals(System.getProperty("holdfast." + name));
        assumeTrue(required || isInstalled(), "no " + name + " is installed");
    }

    /** Runs it, and returns what it prints; it has to succeed. */
    String run(String... arguments) {
        try {
            var output = Files.createTempFile(name, ".txt");
            var errors = Files.createTempFile(name, ".txt");
            try {
                var command =
                        Stream.concat(Stream.of(name), Stream.of(arguments)).toList();
                return run(command, output, errors);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(name + " could not be run", e);
        }
    }

    private static String run(List<String> command, Path output, Path errors) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroy();
        var printed = Files.readString(output, UTF_8);
        assertThat(ended).as("%s ends", command).isTrue();
        assertThat(process.exitValue())
                .as("%s%n%s%n%s", command, printed, Files.readString(errors, UTF_8))
                .isZero();
        return printed;
    }
}
