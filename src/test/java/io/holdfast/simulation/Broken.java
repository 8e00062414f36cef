package io.holdfast.simulation;

import io.holdfast.core.Applied;
import io.holdfast.core.Command;
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
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A primitive in whose place a machine can be put that has one thing wrong. */
final class Broken<C extends Command, M extends Machine<C>> implements Primitive<C, Broken.Wrapped<C, M>> {

    /** A sound machine, for a broken one to get between. */
    static class Wrapped<C extends Command, M extends Machine<C>> implements Machine<C> {

        final M sound;

        Wrapped(M sound) {
            this.sound = sound;
        }

        @Override
        public Applied<?> apply(Stamp at, C command) {
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

    private final Primitive<C, M> sound;
    private final Supplier<Wrapped<C, M>> machines;

    Broken(Primitive<C, M> sound, Supplier<Wrapped<C, M>> machines) {
        this.sound = sound;
        this.machines = machines;
    }

    @Override
    public int number() {
        return sound.number();
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public Wrapped<C, M> newMachine(Shelf shelf) {
        return machines.get();
    }

    @Override
    public Class<C> commandType() {
        return sound.commandType();
    }

    @Override
    public List<Tag<C>> commands() {
        return sound.commands();
    }

    @Override
    public List<Tag<Result>> results() {
        return sound.results();
    }

    @Override
    public int snapshotVersion() {
        return sound.snapshotVersion();
    }
}
