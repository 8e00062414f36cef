package io.holdfast.simulation;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;
import static io.holdfast.lock.LockPrimitive.LOCKS;
import static io.holdfast.membership.MembershipPrimitive.GROUPS;
import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.core.Primitive;
import io.holdfast.election.ElectionCommand;
import io.holdfast.election.ElectionMachine;
import io.holdfast.lock.LockCommand;
import io.holdfast.lock.LockMachine;
import io.holdfast.membership.MembershipCommand;
import io.holdfast.membership.MembershipMachine;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import io.holdfast.semaphore.SemaphoreCommand;
import io.holdfast.semaphore.SemaphoreMachine;
import io.holdfast.simulation.Broken.Wrapped;
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
 * @param questions how to ask a replica
 * @param image a replica's state, to be compared
 * @param disk a replica's state, to start from again
 * @param wire what becomes of an entry on its way from the leader into a log
 */
record Build(
        List<Primitive<?, ?>> primitives,
        Function<Replica, Questions> questions,
        Function<Replica, Saved> image,
        Function<Replica, Saved> disk,
        UnaryOperator<Entry> wire) {

    private static final List<Primitive<?, ?>> ALL = List.of(LOCKS, SEMAPHORES, ELECTIONS, GROUPS);
    private static final Codec CODEC = new Codec(ALL);

    /** Entries and snapshots are handed on as they are. */
    static final Build SOUND = of(ALL, Build::ask);

    /** Entries and snapshots become the bytes that they are on real wires and disks. */
    static final Build WIRED = new Build(
            ALL,
            Build::ask,
            replica -> WireSnapshot.of(CODEC, replica),
            replica -> WireSnapshot.of(CODEC, replica),
            entry -> CODEC.decode(CODEC.encode(entry)));

    private static Questions ask(Replica replica) {
        return new Questions(
                replica.machine(LOCKS).queries(),
                replica.machine(SEMAPHORES).queries(),
                replica.machine(ELECTIONS).queries(),
                replica.machine(GROUPS).queries());
    }

    private static Build of(List<Primitive<?, ?>> primitives, Function<Replica, Questions> questions) {
        return new Build(primitives, questions, Snapshot::of, Snapshot::of, UnaryOperator.identity());
    }

    /** A build whose locks are kept by these machines. */
    static Build ofLocks(Supplier<Wrapped<LockCommand, LockMachine>> machines) {
        var broken = new Broken<>(LOCKS, machines);
        return of(
                List.of(broken, SEMAPHORES, ELECTIONS, GROUPS),
                replica -> new Questions(
                        replica.machine(broken).sound.queries(),
                        replica.machine(SEMAPHORES).queries(),
                        replica.machine(ELECTIONS).queries(),
                        replica.machine(GROUPS).queries()));
    }

    static Build ofSemaphores(Supplier<Wrapped<SemaphoreCommand, SemaphoreMachine>> machines) {
        var broken = new Broken<>(SEMAPHORES, machines);
        return of(
                List.of(LOCKS, broken, ELECTIONS, GROUPS),
                replica -> new Questions(
                        replica.machine(LOCKS).queries(),
                        replica.machine(broken).sound.queries(),
                        replica.machine(ELECTIONS).queries(),
                        replica.machine(GROUPS).queries()));
    }

    static Build ofElections(Supplier<Wrapped<ElectionCommand, ElectionMachine>> machines) {
        var broken = new Broken<>(ELECTIONS, machines);
        return of(
                List.of(LOCKS, SEMAPHORES, broken, GROUPS),
                replica -> new Questions(
                        replica.machine(LOCKS).queries(),
                        replica.machine(SEMAPHORES).queries(),
                        replica.machine(broken).sound.queries(),
                        replica.machine(GROUPS).queries()));
    }

    static Build ofGroups(Supplier<Wrapped<MembershipCommand, MembershipMachine>> machines) {
        var broken = new Broken<>(GROUPS, machines);
        return of(
                List.of(LOCKS, SEMAPHORES, ELECTIONS, broken),
                replica -> new Questions(
                        replica.machine(LOCKS).queries(),
                        replica.machine(SEMAPHORES).queries(),
                        replica.machine(ELECTIONS).queries(),
                        replica.machine(broken).sound.queries()));
    }

    Replica newReplica() {
        return new Replica(primitives);
    }

    Build withDisk(Function<Replica, Saved> other) {
        return new Build(primitives, questions, image, other, wire);
    }
}
