package io.holdfast.store;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of a group that it was taken out of, when it gives up everything else. Under the same name it may be
 * taken in again, and must not come back as one who has forgotten what he promised: it listens to no leader of an earlier
 * term than this, votes once a term as ever, and has no vote at all before its log reaches beyond its absence.
 *
 * @param term the greatest of those it has heard of and that in which its absence was confirmed
 * @param vote whom it voted for in this term; empty if for nobody
 * @param index of the committed configuration without this node: whatever it ever acknowledged that counted comes before
 * @param isReturning whether it has the group open again, and has to be far enough first
 */
public record Absence(long term, String vote, long index, boolean isReturning) {

    /** What a node says of its vote in the library's file while it has given none. */
    private static final String NO_VOTE = "";

    private static final String TERM = "term";
    private static final String VOTED_FOR = "votedFor";
    private static final String INDEX = "index";
    private static final String RETURNING = "returning";
    private static final String CURRENT = "current";

    /**
     * The absence that begins when the group's directory is given up.
     *
     * @param groupDirectory its log is closed
     * @param confirmedTerm the term of the leader who said so
     * @param confirmedIndex the index of the configuration that it meant
     */
    public static Absence of(Path groupDirectory, long confirmedTerm, long confirmedIndex) {
        var kept = new Absence(confirmedTerm, NO_VOTE, confirmedIndex, false);
        return kept.withVoteOf(groupDirectory);
    }

    /** The same absence, with what has been promised since in the directory. */
    public Absence withVoteOf(Path groupDirectory) {
        var file = new RaftMetadata(groupDirectory.resolve(CURRENT)).voteFile();
        if (!Files.exists(file)) {
            return new Absence(term, vote, index, false);
        }
        var properties = read(file);
        long own = number(properties, TERM, file);
        return own < term
                ? new Absence(term, vote, index, false)
                : new Absence(own, properties.getProperty(VOTED_FOR, NO_VOTE), index, false);
    }

    /** Longer, because another leader has confirmed it since. */
    public Absence until(long confirmedTerm, long confirmedIndex) {
        return new Absence(
                Math.max(term, confirmedTerm),
                confirmedTerm > term ? NO_VOTE : vote,
                Math.max(index, confirmedIndex),
                isReturning);
    }

    public Absence returning() {
        return new Absence(term, vote, index, true);
    }

    /** The absence noted in this file; null if there is none. @throws RefusedStorageException if it cannot be read */
    public static @Nullable Absence load(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        var properties = read(file);
        return new Absence(
                number(properties, TERM, file),
                properties.getProperty(VOTED_FOR, NO_VOTE),
                number(properties, INDEX, file),
                Boolean.parseBoolean(properties.getProperty(RETURNING)));
    }

    /** Writes it so that it outlives a power cut. */
    public void store(Path file) {
        write(
                file,
                TERM + "=" + term + "\n" + VOTED_FOR + "=" + vote + "\n" + INDEX + "=" + index + "\n" + RETURNING + "="
                        + isReturning + "\n");
    }

    /** Makes a directory of the group in which there is nothing but term and vote, for the library to open. */
    public void begin(Path groupDirectory) {
        try {
            var current = groupDirectory.resolve(CURRENT);
            Files.createDirectories(current);
            Files.createDirectories(groupDirectory.resolve("sm"));
            write(new RaftMetadata(current).voteFile(), TERM + "=" + term + "\n" + VOTED_FOR + "=" + vote + "\n");
            AtomicFile.forceDirectoryOf(current);
            AtomicFile.forceDirectoryOf(groupDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + groupDirectory, e);
        }
    }

    /** Deletes all that there is of a group. */
    public static void giveUp(Path groupDirectory) {
        try {
            FileTree.delete(groupDirectory);
            var above = groupDirectory.toAbsolutePath().getParent();
            if (above != null && Files.isDirectory(above)) {
                FileTree.forceFile(above);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + groupDirectory, e);
        }
    }

    /** Takes back what is noted in this file: the node is in the group again, and far enough. */
    public static void end(Path file) {
        try {
            Files.deleteIfExists(file);
            AtomicFile.forceDirectoryOf(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Properties read(Path file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
    }

    private static long number(Properties properties, String name, Path file) {
        try {
            return Long.parseLong(properties.getProperty(name, ""));
        } catch (NumberFormatException e) {
            throw unreadable(file, e);
        }
    }

    private static RefusedStorageException unreadable(Path file, Exception cause) {
        var directory = file.toAbsolutePath().getParent();
        return new RefusedStorageException(
                file + " cannot be read (" + cause.getMessage() + "), so nobody knows what this node has promised; "
                        + Remedy.deleteDirectory(directory == null ? file : directory),
                cause);
    }
}
