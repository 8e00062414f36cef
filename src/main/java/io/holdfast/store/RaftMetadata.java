package io.holdfast.store;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The two small files beside the log: the term and the vote, and the last configuration of the group. The library takes a
 * missing vote for none and a damaged configuration for none, both of which are amnesia.
 */
final class RaftMetadata {

    private static final String VOTE = "raft-meta";
    private static final String CONFIGURATION = "raft-meta.conf";

    private final Path directory;

    RaftMetadata(Path directory) {
        this.directory = directory;
    }

    Path voteFile() {
        return directory.resolve(VOTE);
    }

    Path configurationFile() {
        return directory.resolve(CONFIGURATION);
    }

    /** Whether the library would take the directory for one that it never wrote to. */
    boolean isUnused() throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (var files = Files.list(directory)) {
            return files.allMatch(file -> file.endsWith(VOTE + AtomicFile.TEMPORARY));
        }
    }

    /** What is wrong with the file of the vote, where the log holds entries of this term; null if nothing is. */
    @Nullable
    String voteDamage(long lastTerm) throws IOException {
        if (!Files.exists(voteFile())) {
            return "it is missing";
        }
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(voteFile(), StandardCharsets.ISO_8859_1)));
            long term = Long.parseLong(properties.getProperty("term", ""));
            if (term < 0 || properties.getProperty("votedFor") == null) {
                return "it names no term or no vote";
            }
            return term < lastTerm ? "it says term " + term + ", but the log has entries of term " + lastTerm : null;
        } catch (IllegalArgumentException e) {
            return "it is not what was written: " + e.getMessage();
        }
    }

    /** What is wrong with the configuration; null if nothing is. It may be missing while the log has its first entry. */
    @Nullable
    String configurationDamage(boolean mayBeMissing) throws IOException {
        if (!Files.exists(configurationFile())) {
            return mayBeMissing ? null : "it is missing";
        }
        var entry = ProtoFields.parse(ByteBuffer.wrap(Files.readAllBytes(configurationFile())));
        return entry != null && entry.configuration() ? null : "it is not what was written";
    }
}
