package io.holdfast.cache;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Scope;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Parts of caches as the replica and the wire know them. */
public final class CachePrimitive implements Primitive<CacheCommand, CacheMachine> {

    public static final CachePrimitive CACHE = new CachePrimitive();

    private CachePrimitive() {}

    @Override
    public int number() {
        return 9;
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public Scope scope() {
        return Scope.DATA;
    }

    @Override
    public CacheMachine newMachine(Shelf shelf) {
        return new CacheMachine(shelf);
    }

    @Override
    public Class<CacheCommand> commandType() {
        return CacheCommand.class;
    }

    @Override
    public List<Tag<CacheCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, CacheCommand.Configure.class),
                new Tag<>(2, 1, CacheCommand.Drop.class),
                new Tag<>(3, 1, CacheCommand.Write.class),
                new Tag<>(4, 1, CacheCommand.Delete.class),
                new Tag<>(5, 1, CacheCommand.Increment.class),
                new Tag<>(6, 1, CacheCommand.WriteAll.class),
                new Tag<>(7, 1, CacheCommand.DeleteAll.class),
                new Tag<>(8, 1, CacheCommand.Purge.class),
                new Tag<>(9, 1, CacheCommand.Clear.class),
                new Tag<>(10, 1, CacheCommand.Evict.class),
                new Tag<>(11, 1, CacheCommand.Clean.class),
                new Tag<>(12, 1, CacheCommand.OpenNode.class),
                new Tag<>(13, 1, CacheCommand.RenewNode.class),
                new Tag<>(14, 1, CacheCommand.ExpireNode.class),
                new Tag<>(15, 1, CacheCommand.GrantFill.class),
                new Tag<>(16, 1, CacheCommand.MeetStore.class),
                new Tag<>(17, 1, CacheCommand.GrantLookup.class),
                new Tag<>(18, 1, CacheCommand.EndLookup.class),
                new Tag<>(19, 1, CacheCommand.Reload.class),
                new Tag<>(20, 1, CacheCommand.NoteMissing.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, CacheResult.Configured.class),
                new Tag<>(2, 1, CacheResult.Dropped.class),
                new Tag<>(3, 1, CacheResult.Written.class),
                new Tag<>(4, 1, CacheResult.Deleted.class),
                new Tag<>(5, 1, CacheResult.Counted.class),
                new Tag<>(6, 1, CacheResult.Batched.class),
                new Tag<>(7, 1, CacheResult.Purged.class),
                new Tag<>(8, 1, CacheResult.Evicted.class),
                new Tag<>(9, 1, CacheResult.Cleaned.class),
                new Tag<>(10, 1, CacheResult.NodeKnown.class),
                new Tag<>(11, 1, CacheResult.Refused.class),
                new Tag<>(12, 1, CacheResult.FillGranted.class),
                new Tag<>(13, 1, CacheResult.FillPending.class),
                new Tag<>(14, 1, CacheResult.StoreMet.class),
                new Tag<>(15, 1, CacheResult.LookupGranted.class),
                new Tag<>(16, 1, CacheResult.NotStored.class));
    }

    @Override
    public List<Tag<Inquiry<?>>> inquiries() {
        return List.of(
                new Tag<>(1, 1, CacheInquiry.OfEntry.class),
                new Tag<>(2, 1, CacheInquiry.OfPart.class),
                new Tag<>(3, 1, CacheInquiry.Crowd.class),
                new Tag<>(4, 1, CacheInquiry.Dirty.class),
                new Tag<>(5, 1, CacheInquiry.Keys.class),
                new Tag<>(6, 1, CacheInquiry.Roll.class),
                new Tag<>(7, 1, CacheInquiry.Nodes.class));
    }

    @Override
    public List<Tag<Answer>> answers() {
        return List.of(
                new Tag<>(1, 1, CacheAnswer.Sight.class),
                new Tag<>(2, 1, CacheAnswer.PartView.class),
                new Tag<>(3, 1, CacheAnswer.Victims.class),
                new Tag<>(4, 1, CacheAnswer.DirtyRows.class),
                new Tag<>(5, 1, CacheAnswer.KeyPage.class),
                new Tag<>(6, 1, CacheAnswer.Rolled.class),
                new Tag<>(7, 1, CacheAnswer.NodeLeases.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
