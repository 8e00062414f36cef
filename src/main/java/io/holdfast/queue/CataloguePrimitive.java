package io.holdfast.queue;

import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** The catalogue of queues as the replica and the wire know it. It lives where locks live, the queues do not. */
public final class CataloguePrimitive implements Primitive<CatalogueCommand, CatalogueMachine> {

    public static final CataloguePrimitive CATALOGUE = new CataloguePrimitive();

    private CataloguePrimitive() {}

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String name() {
        return "catalogue";
    }

    @Override
    public CatalogueMachine newMachine(Shelf shelf) {
        return new CatalogueMachine();
    }

    @Override
    public Class<CatalogueCommand> commandType() {
        return CatalogueCommand.class;
    }

    @Override
    public List<Tag<CatalogueCommand>> commands() {
        return List.of(new Tag<>(1, 1, CatalogueCommand.Define.class), new Tag<>(2, 1, CatalogueCommand.Delete.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, CatalogueResult.Defined.class),
                new Tag<>(2, 1, CatalogueResult.Deleted.class),
                new Tag<>(3, 1, CatalogueResult.Refused.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
