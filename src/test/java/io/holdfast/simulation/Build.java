package io.holdfast.simulation;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.lock.LockQueries;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import io.holdfast.testing.Saved;
import io.holdfast.testing.Snapshot;
import io.holdfast.testing.WireSnapshot;
import io.holdfast.wire.Codec;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a cluster is made of, so that a test can break one part and see whether the simulation notices.
 *
 * @param locks how to ask a replica about locks
 * @param image a replica's state, to be compared
 * @param disk a replica's state, to start from again
 * @param wire what becomes of an entry on its way from the leader into a log
 */
record Build(
        Supplier<Replica> replicas,
        Function<Replica, LockQueries> locks,
        Function<Replica, Saved> image,
        Function<Replica, Saved> disk,
        UnaryOperator<Entry> wire) {

    private static final Supplier<Replica> WITH_LOCKS = () -> new Replica(List.of(LOCKS));
    private static final Function<Replica, LockQueries> ASK_LOCKS =
            replica -> replica.machine(LOCKS).queries();
    private static final Codec CODEC = new Codec(List.of(LOCKS));

    /** Entries and snapshots are handed on as they are. */
    static final Build SOUND = new Build(WITH_LOCKS, ASK_LOCKS, Snapshot::of, Snapshot::of, UnaryOperator.identity());

    /** Entries and snapshots become the bytes that they are on real wires and disks. */
    static final Build WIRED = new Build(
            WITH_LOCKS,
            ASK_LOCKS,
            replica -> WireSnapshot.of(CODEC, replica),
            replica -> WireSnapshot.of(CODEC, replica),
            entry -> CODEC.decode(CODEC.encode(entry)));

    /** A build like the sound one but for its primitives. */
    static Build of(Supplier<Replica> replicas, Function<Replica, LockQueries> locks) {
        return new Build(replicas, locks, Snapshot::of, Snapshot::of, UnaryOperator.identity());
    }

    Build withDisk(Function<Replica, Saved> other) {
        return new Build(replicas, locks, image, other, wire);
    }
}
