package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableMarkerTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("durable");
    }

    private long reopened() {
        try (var marker = DurableMarker.open(file)) {
            return marker.value();
        }
    }

    @Test
    void aNewMarkerMarksNothing() {
        assertThat(reopened()).isEqualTo(DurableMarker.NONE);
        assertThat(reopened()).isEqualTo(DurableMarker.NONE);
    }

    @Test
    void aRaisedMarkerStaysRaised() {
        try (var marker = DurableMarker.open(file)) {
            for (long index = 0; index < 10; index++) {
                marker.raise(index);
                assertThat(marker.value()).isEqualTo(index);
                assertThat(reopened()).isEqualTo(index);
            }
        }
    }

    @Test
    void itIsOnlyEverRaisedUnlessTheGroupGaveEntriesUp() {
        try (var marker = DurableMarker.open(file)) {
            marker.raise(100);
            marker.raise(50);
            assertThat(marker.value()).isEqualTo(100);

            marker.lower(200);
            assertThat(marker.value()).isEqualTo(100);

            marker.lower(80);
            assertThat(reopened()).isEqualTo(80);
        }
    }

    @Test
    void aWriteThatIsTornAnywhereLeavesTheOldValueOrTheNew() throws IOException {
        for (long before : List.of(0L, 1L, 7L)) {
            raiseTo(before);
            var old = Files.readAllBytes(file);
            raiseTo(before + 1);
            var next = Files.readAllBytes(file);

            for (int torn : slotBytes(next.length)) {
                var bytes = old.clone();
                System.arraycopy(next, 0, bytes, 0, torn);
                Files.write(file, bytes);
                assertThat(reopened()).isIn(before, before + 1);
            }
            Files.write(file, old);
        }
    }

    @Test
    void aDamagedByteLosesAtMostTheLastStep() throws IOException {
        raiseTo(41);
        raiseTo(42);
        var sound = Files.readAllBytes(file);

        for (int i : slotBytes(sound.length - 1)) {
            var bytes = sound.clone();
            bytes[i] ^= 0x10;
            Files.write(file, bytes);
            assertThat(reopened()).isIn(41L, 42L);
        }
    }

    /** Positions in and around the two slots; what lies between is never read. */
    private static int[] slotBytes(int last) {
        return IntStream.rangeClosed(0, last)
                .filter(at -> at % 4_096 < 24 || at == last)
                .toArray();
    }

    private void raiseTo(long index) {
        try (var marker = DurableMarker.open(file)) {
            marker.raise(index);
        }
    }

    @Test
    void aMarkerWithoutASoundValueIsRefused() throws IOException {
        raiseTo(42);
        for (int length : List.of(0, 10, 8_192)) {
            Files.write(file, new byte[length]);

            assertThatThrownBy(() -> DurableMarker.open(file))
                    .isInstanceOf(RefusedStorageException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
