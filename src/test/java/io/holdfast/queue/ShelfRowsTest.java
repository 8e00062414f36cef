package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What stands on the shelf: its bytes are as frozen as those on the wire. */
class ShelfRowsTest {

    private final Slab slab = new Slab();
    private final Groups groups = new Groups(slab);

    private int row() {
        var group = groups.named("ägypten→");
        int row = slab.take(0x1234);
        slab.body(row, group.id, 70_000);
        slab.state(row, MessageState.IN_FLIGHT);
        slab.priority(row, 5);
        slab.mark(row, Flags.NOTED | Flags.FAILED_BY_LAPSE, true);
        slab.sent(row, 1);
        slab.since(row, 2);
        slab.deadline(row, 3);
        slab.expires(row, 4);
        slab.lease(row, 5, -6);
        slab.counts(row, 7, 8);
        return row;
    }

    @Test
    void aHeadMeansWhatItMeant() {
        var bytes = HeadRow.pack(slab, row(), groups.find("ägypten→"), "w");

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("01" + "0315" + "0007" + "0008" + "00011170"
                        + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0000000000000004"
                        + "0000000000000005" + "fffffffffffffffa"
                        + "000177"
                        + "8008" + "00e4" + "0067" + "0079" + "0070" + "0074" + "0065" + "006e" + "2192");
    }

    @Test
    void aHeadIsReadAsItWasWritten() {
        var bytes = HeadRow.pack(slab, row(), groups.find("ägypten→"), "worker");
        int again = slab.take(0x1234);

        HeadRow.unpack(bytes, slab, again, groups);

        assertThat(HeadRow.pack(slab, again, groups.of(again), "worker")).isEqualTo(bytes);
        assertThat(HeadRow.consumer(bytes)).isEqualTo("worker");
        assertThat(slab.priority(again)).isEqualTo(5);
        assertThat(slab.size(again)).isEqualTo(70_000);
    }

    @Test
    void aNoteMeansWhatItMeant() {
        var bytes = new Note("no", "ok").pack();

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("01" + "00026e6f" + "00026f6b");
        assertThat(Note.unpack(bytes)).isEqualTo(new Note("no", "ok"));
    }

    @Test
    void anUnknownVersionIsNotRead() {
        assertThatThrownBy(() -> Note.unpack(new byte[] {2, 0, 0, 0, 0})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysAreInTheOrderOfNumbersAndAShardIsOneRange() {
        var shelf = new HeapShelf();
        var one = new ShardShelf(shelf, 9);
        var other = new ShardShelf(shelf, 10);
        for (long number : new long[] {1L << 40, 255, 256, 1}) {
            one.putHead(number, new byte[] {1});
            one.putPayload(number, new Payload(new byte[0]));
            other.putHead(number, new byte[] {2});
        }
        var numbers = new ArrayList<Long>();

        one.removeAll();
        other.scanHeads((head, number) -> numbers.add(number));

        assertThat(numbers).containsExactly(1L, 255L, 256L, 1L << 40);
        assertThat(one.payload(1)).isNull();
        assertThat(other.head(255)).containsExactly(2);
    }

    @Test
    void aDeduplicationIdMeansWhatItMeant() {
        var shelf = new HeapShelf();
        new Deduplication(new ShardShelf(shelf, 9)).add("order-1", 2, 3, 4);
        var rows = new ArrayList<String>();

        shelf.scan(
                new byte[0],
                new byte[] {1},
                (key, value) ->
                        rows.add(HexFormat.of().formatHex(key) + HexFormat.of().formatHex(value)));

        assertThat(rows)
                .containsExactly("0000000000000009" + "64" + "0000000000000002"
                        + "01" + "c813f2c7ee60c47b" + "d5f9fdfefb126e81"
                        + "0000000000000002" + "0000000000000003" + "0000000000000004");
    }
}
