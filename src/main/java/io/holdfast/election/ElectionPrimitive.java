package io.holdfast.election;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Elections as the replica and the wire know them. */
public final class ElectionPrimitive implements Primitive<ElectionCommand, ElectionMachine> {

    public static final ElectionPrimitive ELECTIONS = new ElectionPrimitive();

    private ElectionPrimitive() {}

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String name() {
        return "election";
    }

    @Override
    public ElectionMachine newMachine(Shelf shelf) {
        return new ElectionMachine();
    }

    @Override
    public Class<ElectionCommand> commandType() {
        return ElectionCommand.class;
    }

    @Override
    public List<Tag<ElectionCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, ElectionCommand.Campaign.class),
                new Tag<>(2, 1, ElectionCommand.Proclaim.class),
                new Tag<>(3, 1, ElectionCommand.Resign.class),
                new Tag<>(4, 1, ElectionCommand.Transfer.class),
                new Tag<>(5, 1, ElectionCommand.Withdraw.class),
                new Tag<>(6, 1, ElectionCommand.Claim.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, ElectionResult.Elected.class),
                new Tag<>(2, 1, ElectionResult.Waiting.class),
                new Tag<>(3, 1, ElectionResult.Taken.class),
                new Tag<>(4, 1, ElectionResult.Busy.class),
                new Tag<>(5, 1, ElectionResult.Leads.class),
                new Tag<>(6, 1, ElectionResult.Proclaimed.class),
                new Tag<>(7, 1, ElectionResult.Resigned.class),
                new Tag<>(8, 1, ElectionResult.Transferred.class),
                new Tag<>(9, 1, ElectionResult.Withdrawn.class),
                new Tag<>(10, 1, ElectionResult.Claimed.class),
                new Tag<>(11, 1, ElectionResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
