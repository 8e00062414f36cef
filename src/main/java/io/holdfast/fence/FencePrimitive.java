package io.holdfast.fence;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Scope;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Fence marks as the replica and the wire know them. */
public final class FencePrimitive implements Primitive<NoCommand, FenceMarks> {

    public static final FencePrimitive FENCES = new FencePrimitive();

    private FencePrimitive() {}

    @Override
    public int number() {
        return 7;
    }

    @Override
    public String name() {
        return "fence";
    }

    @Override
    public Scope scope() {
        return Scope.DATA;
    }

    @Override
    public FenceMarks newMachine(Shelf shelf) {
        return new FenceMarks();
    }

    @Override
    public Class<NoCommand> commandType() {
        return NoCommand.class;
    }

    @Override
    public List<Tag<NoCommand>> commands() {
        return List.of();
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of();
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
