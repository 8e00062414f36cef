package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.core.HeapShelf;
import io.holdfast.core.Shelf;
import io.holdfast.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shelf on disk is a shelf as the one on the heap is. */
class RocksShelfTest {

    private static final int KEYS = 300;
    private static final int OPERATIONS = 1_500;
    private static final int LARGE = 3_000;

    @TempDir
    Path dataDir;

    private Shelved group;

    @BeforeEach
    void open() throws IOException {
        group = new Shelved(dataDir);
        Files.createDirectories(group.snapshots());
    }

    @AfterEach
    void close() {
        group.close();
    }

    static LongStream seeds() {
        return Seeded.seeds(12, 300);
    }

    @Test
    void whatWasPutIsThereUntilItIsRemoved() {
        try (var shelves = group.open()) {
            var shelf = shelves.of(Shelved.PRIMITIVE);
            var large = new byte[100_000];
            large[99_999] = 7;

            shelf.put(Shelved.key(1), new byte[0]);
            shelf.put(Shelved.key(2), large);

            assertThat(shelf.get(Shelved.key(1))).isEmpty();
            assertThat(shelf.get(Shelved.key(2))).isEqualTo(large);
            shelf.remove(Shelved.key(2));
            assertThat(shelf.get(Shelved.key(2))).isNull();
        }
    }

    @Test
    void primitivesDoNotSeeOneAnothersRows() {
        try (var shelves = group.open()) {
            shelves.of(6).put(Shelved.key(1), new byte[] {6});
            shelves.of(7).put(Shelved.key(1), new byte[] {7});

            shelves.of(6).removeRange(new byte[0], new byte[] {-1, -1, -1});

            assertThat(shelves.of(6).get(Shelved.key(1))).isNull();
            assertThat(Shelved.rows(shelves.of(6))).isEmpty();
            assertThat(shelves.of(7).get(Shelved.key(1))).containsExactly(7);
            assertThat(Shelved.rows(shelves.of(7))).containsExactly("0001=07");
        }
    }

    @Test
    void aScanEndsWhenItsVisitorHasEnough() {
        try (var shelves = group.open()) {
            var shelf = shelves.of(Shelved.PRIMITIVE);
            for (int i = 0; i < 10; i++) {
                shelf.put(Shelved.key(i), new byte[] {(byte) i});
            }

            var seen = new ArrayList<Byte>();
            shelf.scan(Shelved.key(2), Shelved.key(9), (key, value) -> {
                seen.add(value[0]);
                return seen.size() < 3;
            });

            assertThat(seen).containsExactly((byte) 2, (byte) 3, (byte) 4);
        }
    }

    @Test
    void whoComesAfterTheEndIsToldSo() {
        var shelves = group.open();
        var shelf = shelves.of(Shelved.PRIMITIVE);
        shelves.close();

        assertThatIllegalStateException().isThrownBy(() -> shelf.get(Shelved.key(1)));
        assertThat(group.live()).isEmptyDirectory();
        assertThat(group.failures()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void itHoldsWhatAShelfOnTheHeapHolds(long seed) {
        var draw = new Seeded(seed);
        try (var shelves = group.open()) {
            var disk = shelves.of(Shelved.PRIMITIVE);
            var heap = new HeapShelf();

            for (int i = 0; i < OPERATIONS; i++) {
                change(draw, disk, heap);
                look(draw, disk, heap);
            }

            assertThat(Shelved.rows(disk)).isEqualTo(Shelved.rows(heap));
        }
    }

    /** The heap changes while a snapshot is written, and the snapshot has what was there when it was begun. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aSnapshotHoldsWhatTheShelfHeldWhenItWasBegun(long seed) throws Exception {
        var draw = new Seeded(seed);
        try (var shelves = group.open()) {
            var disk = shelves.of(Shelved.PRIMITIVE);
            var heap = new HeapShelf();
            for (int index = 1; index <= 5; index++) {
                for (int i = draw.below(OPERATIONS / 2); i > 0; i--) {
                    change(draw, disk, heap);
                }
                var then = Shelved.copy(heap);
                shelves.freeze();
                for (int i = draw.below(100); i > 0; i--) {
                    change(draw, disk, heap);
                    look(draw, disk, heap);
                }
                var snapshot = group.snapshot(index);
                var writing = new FutureTask<@Nullable Void>(() -> shelves.writeTo(ShelfFiles.of(snapshot)), null);
                Thread.startVirtualThread(writing);
                while (!writing.isDone()) {
                    change(draw, disk, heap);
                    look(draw, disk, heap);
                }
                writing.get();

                assertThat(Shelved.rows(disk)).isEqualTo(Shelved.rows(heap));
                try (var restored = group.open(snapshot)) {
                    assertThat(Shelved.rows(restored.of(Shelved.PRIMITIVE))).isEqualTo(Shelved.rows(then));
                }
            }
        }
        assertThat(group.failures()).isEmpty();
    }

    private static void change(Seeded draw, Shelf disk, Shelf heap) {
        var key = Shelved.key(draw.below(KEYS));
        if (draw.percent(60)) {
            var value = new byte[draw.percent(20) ? draw.below(LARGE) : draw.below(60)];
            for (int i = 0; i < value.length; i += 17) {
                value[i] = (byte) draw.bits();
            }
            Shelved.both(disk, heap, shelf -> shelf.put(key, value));
        } else if (draw.percent(95)) {
            Shelved.both(disk, heap, shelf -> shelf.remove(key));
        } else {
            var to = Shelved.key(draw.below(KEYS));
            Shelved.both(disk, heap, shelf -> {
                if (Arrays.compareUnsigned(key, to) <= 0) {
                    shelf.removeRange(key, to);
                }
            });
        }
    }

    private static void look(Seeded draw, Shelf disk, Shelf heap) {
        var key = Shelved.key(draw.below(KEYS));
        assertThat(Shelved.text(disk.get(key))).isEqualTo(Shelved.text(heap.get(key)));
        if (draw.percent(5)) {
            var to = Shelved.key(Math.min(KEYS, draw.below(KEYS) + 20));
            if (Arrays.compareUnsigned(key, to) <= 0) {
                assertThat(Shelved.rows(disk, key, to)).isEqualTo(Shelved.rows(heap, key, to));
            }
        }
    }
}
