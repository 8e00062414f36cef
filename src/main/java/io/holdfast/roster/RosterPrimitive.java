package io.holdfast.roster;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** The roster as the replica and the wire know it. */
public final class RosterPrimitive implements Primitive<RosterCommand, RosterMachine> {

    public static final RosterPrimitive ROSTER = new RosterPrimitive();

    private RosterPrimitive() {}

    @Override
    public int number() {
        return 11;
    }

    @Override
    public String name() {
        return "roster";
    }

    @Override
    public RosterMachine newMachine(Shelf shelf) {
        return new RosterMachine();
    }

    @Override
    public Class<RosterCommand> commandType() {
        return RosterCommand.class;
    }

    @Override
    public List<Tag<RosterCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, RosterCommand.Enlist.class),
                new Tag<>(2, 1, RosterCommand.Retire.class),
                new Tag<>(3, 1, RosterCommand.Remove.class),
                new Tag<>(4, 1, RosterCommand.Allot.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, RosterResult.Enlisted.class),
                new Tag<>(2, 1, RosterResult.Retiring.class),
                new Tag<>(3, 1, RosterResult.Removed.class),
                new Tag<>(4, 1, RosterResult.Refused.class),
                new Tag<>(5, 1, RosterResult.Allotted.class));
    }

    @Override
    public int snapshotVersion() {
        return 2;
    }
}
