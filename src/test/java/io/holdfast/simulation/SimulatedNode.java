package io.holdfast.simulation;

import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.testing.Saved;
import org.jspecify.annotations.Nullable;

/** A node: a replica that dies with its process, a snapshot that does not, and a clock that may be wrong. */
final class SimulatedNode {

    private final Build build;
    private @Nullable Replica replica;
    private int applied;
    private @Nullable Saved snapshot;
    private int snapshotIndex;
    private long skewMillis;

    SimulatedNode(Build build) {
        this.build = build;
        start();
    }

    boolean isUp() {
        return replica != null;
    }

    Replica replica() {
        if (replica == null) {
            throw new IllegalStateException("this node is down");
        }
        return replica;
    }

    Questions questions() {
        return build.questions().apply(replica());
    }

    int applied() {
        return applied;
    }

    Step apply(Entry entry) {
        applied++;
        return replica().apply(entry);
    }

    int snapshotIndex() {
        return snapshotIndex;
    }

    void takeSnapshot() {
        snapshot = build.disk().apply(replica());
        snapshotIndex = applied;
    }

    /** Takes over another node's snapshot, and starts from it. */
    void install(SimulatedNode other) {
        snapshot = other.snapshot;
        snapshotIndex = other.snapshotIndex;
        start();
    }

    void crash() {
        replica = null;
    }

    /** Starts from what is on disk. */
    void start() {
        var fresh = build.newReplica();
        replica = snapshot == null ? fresh : snapshot.restore(fresh);
        applied = snapshotIndex;
    }

    long skewMillis() {
        return skewMillis;
    }

    void skew(long millis) {
        skewMillis = millis;
    }
}
