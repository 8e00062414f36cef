package io.holdfast.raft;

import io.holdfast.core.Stamp;
import io.holdfast.replica.Replica;
import io.holdfast.store.SnapshotFile;
import io.holdfast.store.SnapshotHeader;
import io.holdfast.wire.Codec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;

/** A replica's state to and from snapshot files, in the place where Ratis looks for them. */
final class Snapshots {

    /** The level of features that this version writes; a snapshot of a higher level is refused. */
    static final int FEATURE_LEVEL = 1;

    private static final int FORMAT = 1;

    private final Codec codec;
    private final SimpleStateMachineStorage storage;

    Snapshots(Codec codec, SimpleStateMachineStorage storage) {
        this.codec = codec;
        this.storage = storage;
    }

    /** Writes the state at this point of the log. */
    String write(Replica replica, TermIndex at) throws IOException {
        var file = storage.getSnapshotFile(at.getTerm(), at.getIndex());
        var last = replica.last();
        var header =
                new SnapshotHeader(FORMAT, at.getIndex(), at.getTerm(), last.sequence(), FEATURE_LEVEL, last.millis());
        var digest = SnapshotFile.write(
                file.toPath(),
                header,
                sections -> replica.save((number, version) -> codec.rowSink(sections.section(number, version))));
        var md5 = MD5FileUtil.computeAndSaveMd5ForFile(file);
        storage.updateLatestSnapshot(info(file.toPath(), md5, at));
        return digest;
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
