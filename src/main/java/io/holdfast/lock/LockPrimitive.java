package io.holdfast.lock;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Locks as the replica and the wire know them. */
public final class LockPrimitive implements Primitive<LockCommand, LockMachine> {

    public static final LockPrimitive LOCKS = new LockPrimitive();

    private LockPrimitive() {}

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public LockMachine newMachine(Shelf shelf) {
        return new LockMachine();
    }

    @Override
    public Class<LockCommand> commandType() {
        return LockCommand.class;
    }

    @Override
    public List<Tag<LockCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, LockCommand.Acquire.class),
                new Tag<>(2, 1, LockCommand.Release.class),
                new Tag<>(3, 1, LockCommand.Extend.class),
                new Tag<>(4, 1, LockCommand.Cancel.class),
                new Tag<>(5, 1, LockCommand.Convert.class),
                new Tag<>(6, 1, LockCommand.Claim.class),
                new Tag<>(7, 1, LockCommand.RequestRevoke.class),
                new Tag<>(8, 1, LockCommand.ForceRelease.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, LockResult.Granted.class),
                new Tag<>(2, 1, LockResult.Waiting.class),
                new Tag<>(3, 1, LockResult.Held.class),
                new Tag<>(4, 1, LockResult.Busy.class),
                new Tag<>(5, 1, LockResult.Released.class),
                new Tag<>(6, 1, LockResult.Extended.class),
                new Tag<>(7, 1, LockResult.Cancelled.class),
                new Tag<>(8, 1, LockResult.Refused.class),
                new Tag<>(9, 1, LockResult.GrantedAll.class),
                new Tag<>(10, 1, LockResult.Converted.class),
                new Tag<>(11, 1, LockResult.Claimed.class),
                new Tag<>(12, 1, LockResult.Deadlocked.class),
                new Tag<>(13, 1, LockResult.RevokeRequested.class),
                new Tag<>(14, 1, LockResult.ForceReleased.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
