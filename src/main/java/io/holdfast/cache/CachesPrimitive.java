package io.holdfast.cache;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** The catalogue of caches as the replica and the wire know it. It lives where locks live, the caches do not. */
public final class CachesPrimitive implements Primitive<CachesCommand, CachesMachine> {

    public static final CachesPrimitive CACHES = new CachesPrimitive();

    private CachesPrimitive() {}

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String name() {
        return "caches";
    }

    @Override
    public CachesMachine newMachine(Shelf shelf) {
        return new CachesMachine();
    }

    @Override
    public Class<CachesCommand> commandType() {
        return CachesCommand.class;
    }

    @Override
    public List<Tag<CachesCommand>> commands() {
        return List.of(new Tag<>(1, 1, CachesCommand.Define.class), new Tag<>(2, 1, CachesCommand.Delete.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, CachesResult.Defined.class),
                new Tag<>(2, 1, CachesResult.Deleted.class),
                new Tag<>(3, 1, CachesResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
