package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Command;
import io.holdfast.core.Primitive;
import io.holdfast.replica.Entry;
import io.holdfast.wire.WireTypes.Frozen;
import io.holdfast.wire.WireTypes.OneCommand;
import io.holdfast.wire.WireTypes.OneResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Released bytes never change: each command, result and row has a file with a value, as text and as bytes. Run with
 * {@code -Dholdfast.update=true} to add files that are missing; a file that is there is never written again.
 */
class GoldenBytesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("holdfast.update");
    private static final int LINE_LENGTH = 64;

    private final Codec codec = new Codec(WireTypes.PRIMITIVES);

    static List<Frozen> frozen() {
        return WireTypes.frozen();
    }

    @ParameterizedTest
    @MethodSource("frozen")
    void releasedBytesMeanWhatTheyMeant(Frozen frozen) throws IOException {
        var file = GOLDEN.resolve(frozen.file());
        addIfMissing(file, () -> {
            var value = new RandomRecords(frozen.file().hashCode()).next(frozen.type());
            return new Golden(value.toString(), codec.encodeRecord(frozen.wrap(value)));
        });
        var golden = Golden.read(file);

        var value = codec.decodeRecord(frozen.wrapper(), golden.bytes());

        assertThat(textOf(value)).isEqualTo(golden.text());
        assertThat(codec.encodeRecord(value)).isEqualTo(golden.bytes());
    }

    @Test
    void aReleasedEntryMeansWhatItMeant() throws IOException {
        var file = GOLDEN.resolve("entry-v" + Codec.FORMAT + ".hex");
        addIfMissing(file, () -> {
            var entry = new RandomRecords(Codec.FORMAT).next(Entry.class);
            return new Golden(entry.toString(), codec.encode(entry));
        });
        var golden = Golden.read(file);

        var entry = codec.decode(golden.bytes());

        assertThat(entry).hasToString(golden.text());
        assertThat(codec.encode(entry)).isEqualTo(golden.bytes());
    }

    @Test
    void everyFileBelongsToSomethingThatCanStillBeRead() throws IOException {
        var known = Stream.concat(
                        WireTypes.frozen().stream().map(Frozen::file), Stream.of("entry-v" + Codec.FORMAT + ".hex"))
                .toList();

        assertThat(known).doesNotHaveDuplicates();
        try (var files = Files.walk(GOLDEN)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> GOLDEN.relativize(file).toString().replace('\\', '/')))
                    .isSubsetOf(known);
        }
    }

    @Test
    void everyCommandOfAFamilyHasATag() {
        for (var primitive : WireTypes.ALL) {
            assertThat(tagged(primitive)).containsExactlyInAnyOrderElementsOf(family(primitive.commandType()));
        }
    }

    private static List<Class<?>> tagged(Primitive<?, ?> primitive) {
        return primitive.commands().stream().<Class<?>>map(tag -> tag.type()).toList();
    }

    private static List<Class<?>> family(Class<? extends Command> type) {
        return type.isSealed() ? Arrays.asList(type.getPermittedSubclasses()) : List.of();
    }

    private static String textOf(Record value) {
        return switch (value) {
            case OneCommand(var command) -> command.toString();
            case OneResult(var result) -> result.toString();
            default -> value.toString();
        };
    }

    private interface Sample {

        Golden take();
    }

    private static void addIfMissing(Path file, Sample sample) throws IOException {
        if (UPDATE && Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, sample.take().format());
        }
        assertThat(file)
                .as("run the test with -Dholdfast.update=true to add it")
                .exists();
    }

    /** A value as text, and its bytes. */
    private record Golden(String text, byte[] bytes) {

        private static Golden read(Path file) throws IOException {
            var lines = Files.readAllLines(file);
            var hex = String.join("", lines.subList(1, lines.size()));
            return new Golden(lines.getFirst(), HexFormat.of().parseHex(hex));
        }

        private String format() {
            var hex = HexFormat.of().formatHex(bytes);
            return text + "\n" + hex.replaceAll("(.{" + LINE_LENGTH + "})(?=.)", "$1\n") + "\n";
        }
    }
}
