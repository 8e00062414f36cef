package io.holdfast.keys;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Keys as the replica and the wire know them. */
public final class KeyPrimitive implements Primitive<KeyCommand, KeyMachine> {

    public static final KeyPrimitive KEYS = new KeyPrimitive();

    private KeyPrimitive() {}

    @Override
    public int number() {
        return 10;
    }

    @Override
    public String name() {
        return "key";
    }

    @Override
    public KeyMachine newMachine(Shelf shelf) {
        return new KeyMachine();
    }

    @Override
    public Class<KeyCommand> commandType() {
        return KeyCommand.class;
    }

    @Override
    public List<Tag<KeyCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, KeyCommand.Create.class),
                new Tag<>(2, 1, KeyCommand.Revoke.class),
                new Tag<>(3, 1, KeyCommand.Begin.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, KeyResult.Created.class),
                new Tag<>(2, 1, KeyResult.Revoked.class),
                new Tag<>(3, 1, KeyResult.Begun.class),
                new Tag<>(4, 1, KeyResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
