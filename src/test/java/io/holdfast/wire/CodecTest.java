package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Opening;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.replica.Entry;
import io.holdfast.testing.counter.CounterAnswer;
import io.holdfast.testing.counter.CounterInquiry;
import io.holdfast.testing.counter.CounterPrimitive;
import io.holdfast.wire.WireTypes.Frozen;
import io.holdfast.wire.WireTypes.OneCommand;
import io.holdfast.wire.WireTypes.OneResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {

    private static final long SEED = Long.getLong("seed", 20_260_711);
    private static final int DRAWS = Boolean.getBoolean("holdfast.soak") ? 20_000 : 200;

    private static final SessionId ALICE = new SessionId(0x0123456789abcdefL, -2);
    private static final LockName PRINTER = new LockName("printer");
    private static final Acquire ACQUIRE = new Acquire(PRINTER, new Owner(ALICE, "alice"), Mode.X, 30_000, 0);
    private static final Request REQUEST =
            new Request(new RequestKey("", "k-1"), -7, new Opening(ALICE, "alice", 30_000), ACQUIRE);
    private static final Entry ENTRY = new Entry(
            1_000,
            List.of(REQUEST, new Request(null, 0, null, new Release(PRINTER, ALICE, null, new FencingToken(17), 1))));

    private final Codec codec = new Codec(WireTypes.PRIMITIVES);

    static List<Frozen> frozen() {
        return WireTypes.frozen();
    }

    @ParameterizedTest
    @MethodSource("frozen")
    void whatIsWrittenIsReadBackEqual(Frozen frozen) {
        var random = new RandomRecords(SEED);

        for (int i = 0; i < DRAWS; i++) {
            var value = frozen.wrap(random.next(frozen.type()));

            assertThat(codec.decodeRecord(frozen.wrapper(), codec.encodeRecord(value)))
                    .as("seed %d", SEED)
                    .isEqualTo(value);
        }
    }

    @Test
    void anEntryIsReadBackEqual() {
        assertThat(codec.decode(codec.encode(ENTRY))).isEqualTo(ENTRY);
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(ENTRY)).asReadOnlyBuffer()))
                .isEqualTo(ENTRY);
    }

    @Test
    void drawnEntriesAreReadBackEqual() {
        var random = new RandomRecords(SEED);

        for (int i = 0; i < DRAWS; i++) {
            var entry = random.next(Entry.class);

            assertThat(codec.decode(codec.encode(entry))).as("seed %d", SEED).isEqualTo(entry);
        }
    }

    @Test
    void anEntryWithoutRequestsIsReadBackEqual() {
        var tick = new Entry(5, List.of());

        assertThat(codec.decode(codec.encode(tick))).isEqualTo(tick);
    }

    @Test
    void anEntryOfEncodedRequestsIsTheEntryOfTheRequests() {
        var encoded = ENTRY.requests().stream().map(codec::encodeRequest).toList();

        assertThat(codec.entryOf(ENTRY.millis(), encoded)).isEqualTo(codec.encode(ENTRY));
    }

    @Test
    void anEntryBeyondItsLimitIsNeitherWrittenNorRead() {
        var tooLarge = List.of(new byte[Codec.ENTRY_BYTES_MAX]);

        assertThatIllegalArgumentException().isThrownBy(() -> codec.entryOf(1, tooLarge));
        assertUnreadable(new byte[Codec.ENTRY_BYTES_MAX + 1], "at most");
    }

    @Test
    void textOfAnyScriptIsReadBackEqual() {
        for (var name : List.of("Grüße", "列", "🔒", "a\u0000b", "x".repeat(255), "é".repeat(200))) {
            var owner = new Owner(ALICE, name);

            assertThat(codec.decodeRecord(Owner.class, codec.encodeRecord(owner)))
                    .isEqualTo(owner);
        }
    }

    @Test
    void longTextIsReadBackEqual() {
        record Message(String text) {}

        for (int length : List.of(3_995, 4_000, 100_000)) {
            for (var letter : List.of("x", "é", "🔒")) {
                var message = new Message(letter.repeat(length));

                assertThat(codec.decodeRecord(Message.class, codec.encodeRecord(message)))
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void halfASurrogatePairIsNotEncoded() {
        for (var name : List.of("\ud800", "a\udc00b", "\ud83d\ud83d")) {
            assertThatIllegalArgumentException().isThrownBy(() -> codec.encodeRecord(new Owner(ALICE, name)));
        }
    }

    @Test
    void bytesThatEndEarlyAreUnreadable() {
        var bytes = codec.encode(ENTRY);

        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(Arrays.copyOf(bytes, length), "");
        }
    }

    @ParameterizedTest
    @MethodSource("frozen")
    void aRecordThatEndsEarlyIsUnreadable(Frozen frozen) {
        var bytes = codec.encodeRecord(frozen.wrap(new RandomRecords(SEED).next(frozen.type())));

        for (int length = 0; length < bytes.length; length++) {
            var part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decodeRecord(frozen.wrapper(), part))
                    .isInstanceOf(UnreadableEntryException.class);
        }
    }

    @Test
    void aFlippedBitGivesAnotherEntryOrNone() {
        var random = new RandomRecords(SEED);
        var entries = Stream.concat(
                        Stream.of(ENTRY), IntStream.range(0, DRAWS / 4).mapToObj(_ -> random.next(Entry.class)))
                .toList();

        for (var entry : entries) {
            var bytes = codec.encode(entry);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                var read = readOrNull(bytes);
                if (read != null) {
                    assertThat(codec.decode(codec.encode(read))).isEqualTo(read);
                }
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    private @Nullable Entry readOrNull(byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (UnreadableEntryException e) {
            return null;
        }
    }

    @Test
    void anotherFormatIsUnreadable() {
        var bytes = codec.encode(ENTRY);
        bytes[0] = Codec.FORMAT + 1;

        assertUnreadable(bytes, "format 2");
    }

    @Test
    void bytesBehindTheEndAreUnreadable() {
        var bytes = codec.encode(ENTRY);

        assertUnreadable(Arrays.copyOf(bytes, bytes.length + 1), "the end was expected");
    }

    @Test
    void unknownTagsAreUnreadable() {
        assertThat(commandOf("84" + "01" + "04" + "01" + "00")).contains("surplus components");
        assertThat(commandOf("85" + "17" + "04" + "01" + "00" + "820000")).contains("primitive 23");
        assertThat(commandOf("85" + "01" + "17" + "01" + "00" + "820000")).contains("number 23");
        assertThat(commandOf("85" + "01" + "04" + "02" + "00" + "820000")).contains("version 2");
        assertThat(commandOf("85" + "20" + "04" + "01" + "00" + "820000")).contains("primitive -1");
        assertThat(commandOf("85" + "01" + "190104" + "01" + "00" + "820000")).contains("number 260");
        assertThat(commandOf("86" + "01" + "04" + "01" + "00" + "820000" + "00"))
                .contains("surplus components");
    }

    @Test
    void whatTheWriterNeverWritesIsUnreadable() {
        assertThat(commandOf("9f" + "01" + "04" + "01" + "00" + "820000" + "ff"))
                .contains("without a length");
        assertThat(commandOf("85" + "01" + "04" + "01" + "c100" + "820000")).contains("tags");
        assertThat(commandOf("85" + "01" + "04" + "01" + "fb3ff0000000000000" + "820000"))
                .contains("a number");
        assertThat(commandOf("85" + "01" + "04" + "01" + "1bffffffffffffffff" + "820000"))
                .contains("out of range");
        assertThat(commandOf("85" + "01" + "04" + "01" + "f6" + "820000")).contains("a number");
        assertThat(commandOf("a0")).contains("an array");
    }

    private String commandOf(String hex) {
        try {
            return "read: "
                    + codec.decodeRecord(OneCommand.class, HexFormat.of().parseHex(hex));
        } catch (UnreadableEntryException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aRecordThatItsConstructorRefusesIsUnreadable() {
        var bytes = codec.encodeRecord(new OneCommand(ACQUIRE));
        int waitMillis = HexFormat.of().formatHex(bytes).indexOf("197530") / 2;
        bytes[waitMillis] = 0x39; // the same number, negative

        assertThatThrownBy(() -> codec.decodeRecord(OneCommand.class, bytes))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("wait must be between");
    }

    @Test
    void aConstantBeyondTheKnownOnesIsUnreadable() {
        record Held(Mode mode) {}

        assertThat(codec.decodeRecord(Held.class, new byte[] {1})).isEqualTo(new Held(Mode.X));
        assertThatThrownBy(() -> codec.decodeRecord(Held.class, new byte[] {3}))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("constant 3");
    }

    @Test
    void aMapIsReadInTheOrderOfItsKeysOnly() {
        record Labels(Map<String, String> labels) {}
        var labels = new Labels(Map.of("b", "2", "a", "1"));

        assertThat(HexFormat.of().formatHex(codec.encodeRecord(labels))).isEqualTo("84" + "6161613161626132");
        assertThat(codec.decodeRecord(Labels.class, codec.encodeRecord(labels))).isEqualTo(labels);
        for (var hex : List.of("84" + "6162613261616131", "84" + "6161613161616131", "83" + "616161316162")) {
            assertThatThrownBy(() ->
                            codec.decodeRecord(Labels.class, HexFormat.of().parseHex(hex)))
                    .isInstanceOf(UnreadableEntryException.class);
        }
    }

    @Test
    void bytesAndFlagsAreReadBackEqual() {
        record Body(byte[] bytes, boolean last) {}

        var body = codec.decodeRecord(Body.class, codec.encodeRecord(new Body(new byte[] {1, 2, 3}, true)));

        assertThat(body.bytes()).containsExactly(1, 2, 3);
        assertThat(body.last()).isTrue();
    }

    /** What nodes ask one another about a data group. */
    record Asked(Inquiry<?> inquiry, @Nullable Answer answer) {}

    @Test
    void inquiriesAndAnswersAreReadBackEqual() {
        var counters = new Codec(List.of(CounterPrimitive.COUNTERS));
        var notes = new ArrayList<@Nullable Payload>();
        notes.add(new Payload(new byte[] {1, 2}));
        notes.add(null);

        for (var answer : new Answer[] {new CounterAnswer.Value(3), new CounterAnswer.Notes(notes), null}) {
            var asked = new Asked(new CounterInquiry.ValueOf("sheep"), answer);

            assertThat(counters.decodeRecord(Asked.class, counters.encodeRecord(asked)))
                    .isEqualTo(asked);
        }
    }

    @Test
    void aRequestByItselfIsReadBackEqual() {
        var request = new RandomRecords(7).next(Request.class);

        assertThat(codec.decodeRequest(codec.encodeRequest(request))).isEqualTo(request);
    }

    @Test
    void aTypeWithoutAShapeIsRefusedBeforeAnythingIsWritten() {
        record Measured(double value) {}

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encodeRecord(new Measured(1)))
                .withMessageContaining("double");
    }

    @Test
    void aCommandOfAnotherGroupIsNotEncoded() {
        var sessionsOnly = new Codec(List.of());

        assertThatIllegalArgumentException().isThrownBy(() -> sessionsOnly.encodeRequest(REQUEST));
    }

    @Test
    void primitivesThatShareANumberAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Codec(List.of(WireTypes.PRIMITIVES.getFirst(), WireTypes.PRIMITIVES.getFirst())));
    }

    @Test
    void rowsAreReadBackInOrder() {
        var out = new ByteArrayOutputStream();
        var sink = codec.rowSink(out);
        sink.put(PRINTER);
        sink.put(new Owner(ALICE, ""));

        var source = codec.rowSource(new ByteArrayInputStream(out.toByteArray()));

        assertThat(source.hasNext()).isTrue();
        assertThat(source.take(LockName.class)).isEqualTo(PRINTER);
        assertThat(source.take(Owner.class)).isEqualTo(new Owner(ALICE, ""));
        assertThat(source.hasNext()).isFalse();
    }

    @Test
    void rowsThatEndEarlyOrAreOfAnotherTypeAreUnreadable() {
        var out = new ByteArrayOutputStream();
        codec.rowSink(out).put(PRINTER);
        var bytes = out.toByteArray();

        for (int length = 1; length < bytes.length; length++) {
            var source = codec.rowSource(new ByteArrayInputStream(bytes, 0, length));
            assertThatThrownBy(() -> source.take(LockName.class)).isInstanceOf(UnreadableEntryException.class);
        }
        assertThatThrownBy(
                        () -> codec.rowSource(new ByteArrayInputStream(bytes)).take(Owner.class))
                .isInstanceOf(UnreadableEntryException.class);
    }

    @Test
    void aResultMayStandOnlyWhereItsFamilyDoes() {
        var result = new RandomRecords(SEED).next(WireTypes.results().getFirst().type());
        var bytes = codec.encodeRecord(new OneResult((Result) result));
        record LockResultOnly(LockResult result) {}

        assertThatThrownBy(() -> codec.decodeRecord(LockResultOnly.class, bytes))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("does not belong here");
    }

    private void assertUnreadable(byte[] bytes, String message) {
        assertThatThrownBy(() -> codec.decode(bytes))
                .as(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining(message);
    }
}
