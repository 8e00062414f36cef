package io.holdfast.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can only be seen in the sources: how long they are, and what packages say of themselves. */
final class Sources {

    static final int LINES_MAX = 400;

    private static final String PACKAGE = "package-info.java";
    /** A comment whose first sentence ends, the annotation, and only then the package. */
    private static final Pattern DESCRIBED = Pattern.compile(
            "\\A/\\*\\*\\s[^@]*?\\p{Alnum}[^@]*?\\.[\\s*].*\\*/\\s+@NullMarked\\s+package .*", Pattern.DOTALL);

    private Sources() {}

    /** Sources that are longer than a reader should have to read. */
    static List<Path> tooLong(Path root) {
        return javaFiles(root).filter(file -> lines(file) > LINES_MAX).toList();
    }

    /** Folders with sources, but without a description that is marked and begins with a sentence. */
    static List<Path> withoutDescription(Path root) {
        var found = new ArrayList<Path>();
        for (var folder : javaFiles(root).map(Path::getParent).distinct().toList()) {
            var description = folder.resolve(PACKAGE);
            if (!Files.exists(description)
                    || !DESCRIBED.matcher(read(description)).matches()) {
                found.add(folder);
            }
        }
        return found;
    }

    private static Stream<Path> javaFiles(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        return read(file).lines().count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
