package io.holdfast.raft;

import java.io.IOException;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Where Ratis looks for snapshots. As long as there is none, Ratis' own storage reads the directory whenever it is asked,
 * which is several times for each entry; this one remembers that there is none.
 */
final class SnapshotStorage extends SimpleStateMachineStorage {

    private volatile boolean none;

    @Override
    public synchronized void init(RaftStorage storage) throws IOException {
        none = false;
        super.init(storage);
    }

    @Override
    public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
        return none ? null : super.getLatestSnapshot();
    }

    @Override
    public synchronized @Nullable SingleFileSnapshotInfo loadLatestSnapshot() {
        var latest = super.loadLatestSnapshot();
        none = latest == null;
        return latest;
    }

    @Override
    public synchronized @Nullable SingleFileSnapshotInfo updateLatestSnapshot(@Nullable SingleFileSnapshotInfo info) {
        var latest = super.updateLatestSnapshot(info);
        none = latest == null;
        return latest;
    }
}
