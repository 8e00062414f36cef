package io.holdfast.raft;

import io.holdfast.core.HeapShelf;
import io.holdfast.core.Primitive;
import io.holdfast.core.Scope;
import io.holdfast.core.Shelf;
import io.holdfast.store.RocksShelves;
import io.holdfast.store.ShelfDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of one group keep what is large: on the heap, or on disk if a primitive for data lives in the group.
 * There is one replica at a time, and for a moment a second one, when a snapshot takes its place.
 */
final class GroupShelves {

    private final @Nullable Function<Path, ShelfDirectory> atPlace;
    private final SpaceWatch.Tolerance tolerance;
    private @Nullable ShelfDirectory directory;
    private volatile @Nullable RocksShelves current;

    private GroupShelves(@Nullable Function<Path, ShelfDirectory> atPlace, SpaceWatch.Tolerance tolerance) {
        this.atPlace = atPlace;
        this.tolerance = tolerance;
    }

    static GroupShelves onHeap() {
        return new GroupShelves(null, SpaceWatch.Tolerance.USUAL);
    }

    /** @param atPlace the shelves of a group, by the group's directory */
    static GroupShelves onDisk(Function<Path, ShelfDirectory> atPlace, SpaceWatch.Tolerance tolerance) {
        return new GroupShelves(atPlace, tolerance);
    }

    static boolean keepsLittle(List<? extends Primitive<?, ?>> primitives) {
        return primitives.stream().noneMatch(primitive -> primitive.scope() == Scope.DATA);
    }

    boolean areOnDisk() {
        return atPlace != null;
    }

    /** How much of the disk may be taken by what is not on the shelves any more. */
    SpaceWatch.Tolerance tolerance() {
        return tolerance;
    }

    /** Says where the group's directory is; before that there are no shelves on disk. */
    void place(Path groupDirectory) {
        if (atPlace != null) {
            directory = atPlace.apply(groupDirectory);
        }
    }

    /** Shelves for a replica that takes up a snapshot, or starts from nothing; null where they are on the heap. */
    @Nullable
    RocksShelves open(@Nullable Path snapshot) {
        var known = directory;
        return known == null ? null : known.open(snapshot);
    }

    static IntFunction<Shelf> of(@Nullable RocksShelves opened) {
        return opened == null ? _ -> new HeapShelf() : opened::of;
    }

    /** The shelves of the replica that is applied to from now on; those before are closed. */
    void use(@Nullable RocksShelves opened) {
        var before = current;
        current = opened;
        if (before != null) {
            before.close();
        }
    }

    /** The shelves of the replica that is applied to; null where they are on the heap. */
    @Nullable
    RocksShelves current() {
        return current;
    }
}
