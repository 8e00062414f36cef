package io.holdfast.membership;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Groups as the replica and the wire know them. */
public final class MembershipPrimitive implements Primitive<MembershipCommand, MembershipMachine> {

    public static final MembershipPrimitive GROUPS = new MembershipPrimitive();

    private MembershipPrimitive() {}

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String name() {
        return "membership";
    }

    @Override
    public MembershipMachine newMachine(Shelf shelf) {
        return new MembershipMachine();
    }

    @Override
    public Class<MembershipCommand> commandType() {
        return MembershipCommand.class;
    }

    @Override
    public List<Tag<MembershipCommand>> commands() {
        return List.of(new Tag<>(1, 1, MembershipCommand.Join.class), new Tag<>(2, 1, MembershipCommand.Leave.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, MembershipResult.Joined.class),
                new Tag<>(2, 1, MembershipResult.Updated.class),
                new Tag<>(3, 1, MembershipResult.Left.class),
                new Tag<>(4, 1, MembershipResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
