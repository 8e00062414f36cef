package io.holdfast.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what a group has on disk before the consensus library opens it. The library either stops at damage without a
 * way out or goes on with a shortened log; the doctor knows what this node has acknowledged, and so which of the two is
 * right.
 *
 * <p>Mended, with one line in the log each: a torn tail of the open segment that nobody relies on is cut off; a damaged
 * snapshot that the log can do without is set aside; what a truncation or a purge left half done is finished. Everything
 * else is a {@link RefusedStorageException}, and then nothing was touched.
 */
public final class LogDoctor {

    private static final Logger LOG = LoggerFactory.getLogger(LogDoctor.class);
    private static final long NONE = DurableMarker.NONE;

    /**
     * What is there, after what was done about it. Indices are -1 where there is nothing.
     *
     * @param cut whether a torn tail was cut off
     * @param setAside whether the newest snapshot was damaged, so that an older state is used
     */
    public record Diagnosis(long firstIndex, long lastIndex, long snapshotIndex, boolean cut, boolean setAside) {}

    private interface Cure {

        void apply() throws IOException;
    }

    private final Path current;
    private final RaftMetadata metadata;
    private final List<Snapshots.Kept> snapshots;
    private final long snapshotIndex;
    private final long durableIndex;
    private final String remedy;
    private final List<Cure> cures = new ArrayList<>();

    private long firstIndex = NONE;
    private long lastIndex = NONE;
    private long lastTerm = NONE;
    private boolean cut;

    private LogDoctor(Path groupDirectory, long durableIndex, String remedy) throws IOException {
        this.current = groupDirectory.resolve("current");
        this.metadata = new RaftMetadata(current);
        this.snapshots = Snapshots.examine(groupDirectory.resolve("sm"));
        this.snapshotIndex = snapshots.stream()
                .filter(Snapshots.Kept::isSound)
                .mapToLong(Snapshots.Kept::index)
                .findFirst()
                .orElse(NONE);
        this.durableIndex = durableIndex;
        this.remedy = remedy;
    }

    /**
     * Examines a group's directory and mends what can be mended without loss.
     *
     * @param durableIndex the highest index this node has acknowledged; -1 is none
     * @param dataDir the node's data directory, which the message names
     * @throws RefusedStorageException if the node must not start with what is there
     */
    public static Diagnosis examine(Path groupDirectory, long durableIndex, Path dataDir) {
        var remedy = Remedy.wipe(dataDir);
        try {
            return new LogDoctor(groupDirectory, durableIndex, remedy).examine();
        } catch (IOException e) {
            throw new RefusedStorageException(groupDirectory + " cannot be examined (" + e + "); " + remedy, e);
        }
    }

    private Diagnosis examine() throws IOException {
        var segments = Files.isDirectory(current) ? withoutLeftovers(Segment.list(current)) : List.<Segment>of();
        for (var segment : segments) {
            examine(segment, segment.equals(segments.getLast()));
        }
        checkStart(segments);
        checkEnd();
        checkMetadata();
        for (var cure : cures) {
            cure.apply();
        }
        for (var snapshot : snapshots) {
            if (snapshot.isSound()) {
                Snapshots.writeMissingMd5(snapshot);
            } else {
                Snapshots.setAside(snapshot);
            }
        }
        boolean setAside = !snapshots.isEmpty() && !snapshots.getFirst().isSound();
        return new Diagnosis(firstIndex, lastIndex, snapshotIndex, cut, setAside);
    }

    /** A purge deletes the newest of its segments first: those before the gap are what it had not come to. */
    private List<Segment> withoutLeftovers(List<Segment> segments) {
        int first = segments.size() - 1;
        while (first > 0 && segments.get(first - 1).precedes(segments.get(first))) {
            first--;
        }
        for (int i = 0; i < first; i++) {
            var segment = segments.get(i);
            var end = segment.end();
            if (end == null || end > snapshotIndex) {
                throw refused(
                        segment.file(),
                        "it is not followed by the next segment, "
                                + segments.get(i + 1).file().getFileName());
            }
            cures.add(() -> {
                Files.delete(segment.file());
                LOG.warn("segment left behind by a purge removed: file={}", segment.file());
            });
        }
        return first <= 0 ? segments : segments.subList(first, segments.size());
    }

    private void examine(Segment segment, boolean last) throws IOException {
        var scan = SegmentScan.of(segment);
        if (scan.entries() > 0) {
            firstIndex = firstIndex == NONE ? segment.start() : firstIndex;
            lastIndex = segment.start() + scan.entries() - 1;
            lastTerm = Math.max(lastTerm, scan.lastTerm());
        }
        if (scan.damage() != null) {
            if (!segment.isOpen() || Math.max(lastIndex, snapshotIndex) < durableIndex) {
                throw refused(segment.file(), scan.damage() + where(scan));
            }
            cut = true;
            cures.add(() -> cut(segment.file(), scan));
        } else if (segment.end() != null && lastIndex != segment.end()) {
            examineShortened(segment, scan, last);
        }
    }

    /** A truncation shortens the file and then renames it; a crash between the two leaves a name that says too much. */
    private void examineShortened(Segment segment, SegmentScan scan, boolean last) {
        if (!last || scan.entries() == 0 || lastIndex < durableIndex) {
            throw refused(segment.file(), "entries are missing" + where(scan));
        }
        var renamed = segment.file().resolveSibling("log_" + segment.start() + "-" + lastIndex);
        cures.add(() -> {
            AtomicFile.move(segment.file(), renamed);
            LOG.warn("truncation finished: file={} now={}", segment.file(), renamed.getFileName());
        });
    }

    private String where(SegmentScan scan) {
        return " at byte " + scan.soundBytes() + ", after index " + lastIndex
                + ", where this node has acknowledged index " + durableIndex;
    }

    private void cut(Path file, SegmentScan scan) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(scan.soundBytes());
            channel.force(true);
        }
        LOG.warn(
                "torn tail cut off: file={} bytes={} lastIndex={} reason={}",
                file,
                scan.bytes() - scan.soundBytes(),
                lastIndex,
                scan.damage());
    }

    private void checkStart(List<Segment> segments) {
        if (firstIndex <= snapshotIndex + 1) {
            return;
        }
        var damaged = newestIfDamaged();
        if (damaged != null) {
            throw refused(damaged.file(), damaged.damage() + ", and the log begins after it, at index " + firstIndex);
        }
        throw refused(
                segments.getFirst().file(),
                "the log begins at index " + firstIndex + ", but the newest snapshot ends at index " + snapshotIndex);
    }

    private void checkEnd() {
        long reached = Math.max(lastIndex, snapshotIndex);
        var damaged = newestIfDamaged();
        if (damaged != null && reached < damaged.index()) {
            throw refused(damaged.file(), damaged.damage() + ", and the log ends before it, at index " + lastIndex);
        }
        if (reached < durableIndex) {
            throw refused(
                    current,
                    "the log ends at index " + reached + ", but this node has acknowledged index " + durableIndex);
        }
    }

    private Snapshots.@Nullable Kept newestIfDamaged() {
        return snapshots.isEmpty() || snapshots.getFirst().isSound() ? null : snapshots.getFirst();
    }

    private void checkMetadata() throws IOException {
        if (metadata.isUnused() && snapshots.isEmpty()) {
            return;
        }
        var vote = metadata.voteDamage(lastTerm);
        if (vote != null) {
            throw refused(metadata.voteFile(), vote);
        }
        boolean wholeLog = snapshotIndex == NONE && firstIndex <= 0;
        var configuration = metadata.configurationDamage(wholeLog);
        if (configuration != null) {
            throw refused(metadata.configurationFile(), configuration);
        }
    }

    private RefusedStorageException refused(Path file, String reason) {
        return new RefusedStorageException(file + ": " + reason + "; " + remedy);
    }
}
