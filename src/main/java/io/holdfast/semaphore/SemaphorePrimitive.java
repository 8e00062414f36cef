package io.holdfast.semaphore;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Semaphores as the replica and the wire know them. */
public final class SemaphorePrimitive implements Primitive<SemaphoreCommand, SemaphoreMachine> {

    public static final SemaphorePrimitive SEMAPHORES = new SemaphorePrimitive();

    private SemaphorePrimitive() {}

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String name() {
        return "semaphore";
    }

    @Override
    public SemaphoreMachine newMachine(Shelf shelf) {
        return new SemaphoreMachine();
    }

    @Override
    public Class<SemaphoreCommand> commandType() {
        return SemaphoreCommand.class;
    }

    @Override
    public List<Tag<SemaphoreCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, SemaphoreCommand.Define.class),
                new Tag<>(2, 1, SemaphoreCommand.Drain.class),
                new Tag<>(3, 1, SemaphoreCommand.Undrain.class),
                new Tag<>(4, 1, SemaphoreCommand.Delete.class),
                new Tag<>(5, 1, SemaphoreCommand.Acquire.class),
                new Tag<>(6, 1, SemaphoreCommand.Release.class),
                new Tag<>(7, 1, SemaphoreCommand.Extend.class),
                new Tag<>(8, 1, SemaphoreCommand.Cancel.class),
                new Tag<>(9, 1, SemaphoreCommand.Claim.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, SemaphoreResult.Defined.class),
                new Tag<>(2, 1, SemaphoreResult.Drained.class),
                new Tag<>(3, 1, SemaphoreResult.Undrained.class),
                new Tag<>(4, 1, SemaphoreResult.Deleted.class),
                new Tag<>(5, 1, SemaphoreResult.Granted.class),
                new Tag<>(6, 1, SemaphoreResult.Waiting.class),
                new Tag<>(7, 1, SemaphoreResult.Exhausted.class),
                new Tag<>(8, 1, SemaphoreResult.Busy.class),
                new Tag<>(9, 1, SemaphoreResult.Released.class),
                new Tag<>(10, 1, SemaphoreResult.Extended.class),
                new Tag<>(11, 1, SemaphoreResult.Cancelled.class),
                new Tag<>(12, 1, SemaphoreResult.Claimed.class),
                new Tag<>(13, 1, SemaphoreResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
