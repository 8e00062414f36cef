package io.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the stories in {@code transcripts} and {@code regressions}: lines that are asked, four dashes, lines that come of
 * it. With {@code -Dholdfast.rewrite=true} the stories are written anew from what came of them, to be read before they
 * are kept.
 */
class TranscriptTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final String DASHES = "----";

    @TestFactory
    Stream<DynamicTest> theStoryGoesAsItIsTold() {
        return stories().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)));
    }

    @Test
    void thereAreStories() {
        assertThat(stories()).hasSizeGreaterThan(7);
    }

    private static Stream<Path> stories() {
        return Stream.of("transcripts", "regressions")
                .map(RESOURCES::resolve)
                .filter(Files::isDirectory)
                .flatMap(TranscriptTest::files)
                .filter(file -> file.toString().endsWith(".txt"))
                .sorted();
    }

    private static Stream<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void play(Path file) throws IOException {
        var written = Files.readString(file);
        var told = String.join("\n", retell(written.lines().toList())) + "\n";
        if (Boolean.getBoolean("holdfast.rewrite")) {
            Files.writeString(file, told);
        }
        assertThat(told).as(file.toString()).isEqualTo(written);
    }

    /** The story with what really comes of each of its parts. Comments and empty lines are kept. */
    private static List<String> retell(List<String> lines) {
        var story = new Story();
        var told = new ArrayList<String>();
        var asked = new ArrayList<String>();
        boolean answering = false;
        for (var line : lines) {
            if (line.isEmpty()) {
                answering = false;
                asked.clear();
            }
            if (line.equals(DASHES)) {
                told.add(DASHES);
                told.addAll(story.tell(asked));
                answering = true;
            } else if (!answering) {
                told.add(line);
                if (!line.startsWith("#") && !line.isEmpty()) {
                    asked.add(line);
                }
            }
        }
        return told;
    }
}
