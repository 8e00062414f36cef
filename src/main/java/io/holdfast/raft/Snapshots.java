package io.holdfast.raft;

import io.holdfast.core.Stamp;
import io.holdfast.replica.Replica;
import io.holdfast.store.ShelfFile;
import io.holdfast.store.SnapshotFile;
import io.holdfast.store.SnapshotHeader;
import io.holdfast.wire.Codec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;

/** A replica's state to and from snapshot files, in the place where Ratis looks for them. */
final class Snapshots {

    /** The level of features that this version writes; a snapshot of a higher level is refused. */
    static final int FEATURE_LEVEL = 1;

    private static final int FORMAT = 1;

    private final Codec codec;
    private final SnapshotStorage storage;

    Snapshots(Codec codec, SnapshotStorage storage) {
        this.codec = codec;
        this.storage = storage;
    }

    /** What a replica kept on the heap at one point of the log, in rows that do not change any more. */
    record Capture(SnapshotHeader header, List<Section> sections) {

        record Section(int number, int version, List<Record> rows) {}
    }

    /** Writes the state at this point of the log, of a replica that keeps all of it on the heap. */
    String write(Replica replica, TermIndex at) throws IOException {
        var file = fileOf(at);
        var digest = SnapshotFile.write(
                file,
                header(replica, at),
                sections -> replica.save((number, version) -> codec.rowSink(sections.section(number, version))));
        publish(file, at);
        return digest;
    }

    /** Takes down what a replica keeps on the heap, and turns nothing into bytes yet: whoever applies entries waits. */
    Capture capture(Replica replica, TermIndex at) {
        var sections = new ArrayList<Capture.Section>();
        replica.save((number, version) -> {
            var rows = new ArrayList<Record>();
            sections.add(new Capture.Section(number, version, rows));
            return rows::add;
        });
        return new Capture(header(replica, at), sections);
    }

    private void write(Capture capture, SnapshotFile.SectionWriter sections) {
        for (var section : capture.sections()) {
            section.rows().forEach(codec.rowSink(sections.section(section.number(), section.version()))::put);
        }
    }

    /** Writes a snapshot whose shelves are on disk already; it counts from when its own file is there. */
    String write(Capture capture, TermIndex at, List<ShelfFile> shelves) throws IOException {
        var file = fileOf(at);
        var digest = SnapshotFile.write(file, capture.header(), shelves, sections -> write(capture, sections));
        publish(file, at);
        return digest;
    }

    Path fileOf(TermIndex at) {
        return storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
    }

    private static SnapshotHeader header(Replica replica, TermIndex at) {
        var last = replica.last();
        return new SnapshotHeader(FORMAT, at.getIndex(), at.getTerm(), last.sequence(), FEATURE_LEVEL, last.millis());
    }

    private void publish(Path file, TermIndex at) {
        var md5 = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
        storage.updateLatestSnapshot(info(file, md5, at));
    }

    private static SingleFileSnapshotInfo info(Path file, MD5Hash md5, TermIndex at) {
        return new SingleFileSnapshotInfo(new FileInfo(file, md5), at.getTerm(), at.getIndex());
    }

    /**
     * Forces the newest snapshot and its directory to disk. Ratis does not do so for one that another node sent, and then
     * purges the log that it stands for.
     */
    void force() {
        var latest = storage.getLatestSnapshot();
        if (latest != null) {
            SnapshotFile.force(latest.getFile().getPath());
        }
    }

    /** Reads a snapshot into a new replica. */
    TermIndex read(Path file, Replica replica) throws IOException {
        var contents = SnapshotFile.read(file);
        var header = contents.header();
        if (header.featureLevel() > FEATURE_LEVEL) {
            throw new IOException(file + " has feature level " + header.featureLevel() + ", this version knows "
                    + FEATURE_LEVEL + "; run the version that wrote it, or a later one");
        }
        replica.restore(new Stamp(header.sequence(), header.millis()));
        for (var section : contents.sections()) {
            replica.load(
                    section.number(), section.version(), codec.rowSource(new ByteArrayInputStream(section.bytes())));
        }
        return TermIndex.valueOf(header.term(), header.index());
    }
}
