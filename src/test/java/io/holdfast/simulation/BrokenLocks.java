package io.holdfast.simulation;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.core.Tag;
import io.holdfast.lock.LockCommand;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.replica.Replica;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Locks in whose place a machine can be put that has one thing wrong. */
final class BrokenLocks implements Primitive<LockCommand, BrokenLocks.Wrapped> {

    /** A sound machine, for a broken one to get between. */
    static class Wrapped implements Machine<LockCommand> {

        final LockMachine sound = new LockMachine();

        @Override
        public Applied<?> apply(Stamp at, LockCommand command) {
            return sound.apply(at, command);
        }

        @Override
        public List<Event> sessionEnded(Stamp at, SessionId session) {
            return sound.sessionEnded(at, session);
        }

        @Override
        public List<Event> timePassed(Stamp at) {
            return sound.timePassed(at);
        }

        @Override
        public OptionalLong nextDeadline() {
            return sound.nextDeadline();
        }

        @Override
        public boolean uses(SessionId session) {
            return sound.uses(session);
        }

        @Override
        public void save(RowSink rows) {
            sound.save(rows);
        }

        @Override
        public void load(RowSource rows, int version) {
            sound.load(rows, version);
        }
    }

    private final Supplier<Wrapped> machines;

    private BrokenLocks(Supplier<Wrapped> machines) {
        this.machines = machines;
    }

    /** A build whose locks are kept by these machines. */
    static Build build(Supplier<Wrapped> machines) {
        var locks = new BrokenLocks(machines);
        return Build.of(
                () -> new Replica(List.of(locks)),
                replica -> replica.machine(locks).sound.queries());
    }

    @Override
    public int number() {
        return LockPrimitive.LOCKS.number();
    }

    @Override
    public String name() {
        return LockPrimitive.LOCKS.name();
    }

    @Override
    public Wrapped newMachine(Shelf shelf) {
        return machines.get();
    }

    @Override
    public Class<LockCommand> commandType() {
        return LockPrimitive.LOCKS.commandType();
    }

    @Override
    public List<Tag<LockCommand>> commands() {
        return LockPrimitive.LOCKS.commands();
    }

    @Override
    public List<Tag<Result>> results() {
        return LockPrimitive.LOCKS.results();
    }

    @Override
    public int snapshotVersion() {
        return LockPrimitive.LOCKS.snapshotVersion();
    }
}
