package io.holdfast.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots in a group's directory. The consensus library keeps an MD5 file beside each and takes a snapshot without a
 * readable one for missing, so that one is written anew where our own checksums say that the snapshot is sound.
 */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d{1,18})_(\\d{1,18})");
    private static final String MD5 = ".md5";
    private static final String SET_ASIDE = ".corrupt";
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * One snapshot.
     *
     * @param damage what is wrong with it; null if nothing is
     */
    record Kept(Path file, long index, long term, @Nullable String damage) {

        boolean isSound() {
            return damage == null;
        }
    }

    private Snapshots() {}

    /** All of them, verified, the newest first. */
    static List<Kept> examine(Path directory) throws IOException {
        var kept = new ArrayList<Kept>();
        if (!Files.isDirectory(directory)) {
            return kept;
        }
        try (var files = Files.newDirectoryStream(directory, "snapshot.*")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    kept.add(examine(file, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
                }
            }
        }
        kept.sort(Comparator.comparingLong(Kept::index).reversed());
        return kept;
    }

    private static Kept examine(Path file, long term, long index) throws IOException {
        try {
            var contents = SnapshotFile.read(file);
            var header = contents.header();
            boolean named = header.term() == term && header.index() == index;
            return new Kept(
                    file,
                    index,
                    term,
                    named
                            ? ShelfFiles.damage(ShelfFiles.of(file), contents.shelves())
                            : "it is not the snapshot that its name says");
        } catch (DamagedSnapshotException e) {
            return new Kept(file, index, term, e.reason());
        }
    }

    static void writeMissingMd5(Kept sound) throws IOException {
        var file = sound.file();
        var md5File = md5Of(file);
        var line = (md5(file) + " *" + file.getFileName() + "\n").getBytes(StandardCharsets.US_ASCII);
        if (Files.exists(md5File) && Arrays.equals(Files.readAllBytes(md5File), line)) {
            return;
        }
        AtomicFile.write(md5File, out -> out.write(line));
        LOG.warn("snapshot digest written anew: file={} index={}", md5File, sound.index());
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var md5 = MessageDigest.getInstance("MD5");
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                md5.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Renames a damaged snapshot, so that it is not used and can still be looked at. */
    static void setAside(Kept damaged) throws IOException {
        var file = damaged.file();
        if (Files.exists(md5Of(file))) {
            setAside(md5Of(file));
        }
        setAside(file);
        if (Files.exists(ShelfFiles.of(file))) {
            setAside(ShelfFiles.of(file));
        }
        LOG.warn(
                "damaged snapshot set aside: file={}{} index={} reason={}",
                file,
                SET_ASIDE,
                damaged.index(),
                damaged.damage());
    }

    private static void setAside(Path file) throws IOException {
        AtomicFile.move(file, file.resolveSibling(file.getFileName() + SET_ASIDE));
    }

    private static Path md5Of(Path file) {
        return file.resolveSibling(file.getFileName() + MD5);
    }
}
