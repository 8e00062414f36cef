package io.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotsTest {

    /** Worked out once; messages are found by it. */
    private static final int ORDERS = 137;

    @Test
    void shardsOfAQueueLieInDifferentGroups() {
        var table = SlotTable.striped(3);

        var groups = IntStream.range(0, 3)
                .mapToObj(shard -> table.group(Slots.of("orders", shard)))
                .toList();

        assertThat(groups).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void everySlotHasAGroupAndNoGroupHasMuchMore() {
        for (int groups = 1; groups <= 16; groups++) {
            var table = SlotTable.striped(groups);
            for (int group = 0; group < groups; group++) {
                assertThat(Collections.frequency(table.groups(), group))
                        .as("group %d of %d", group, groups)
                        .isBetween(Slots.COUNT / groups, Math.ceilDiv(Slots.COUNT, groups));
            }
        }
    }

    @Test
    void queuesSpreadOverTheSlots() {
        var perGroup = new int[4];
        var table = SlotTable.striped(4);
        for (int queue = 0; queue < 4_000; queue++) {
            perGroup[table.group(Slots.of("queue-" + queue, 0))]++;
        }

        assertThat(perGroup).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(900, 1_100);
            }
        });
    }

    @Test
    void aSlotIsTheSameForEver() {
        assertThat(Slots.of("orders", 0)).isEqualTo(ORDERS);
        assertThat(Slots.of("orders", Slots.COUNT - ORDERS)).isZero();
    }

    @Test
    void equalKeysHaveEqualShards() {
        assertThat(Slots.shard("customer-17", 8))
                .isEqualTo(Slots.shard("customer-17", 8))
                .isBetween(0, 7);
        assertThat(Slots.shard("customer-17", 1)).isZero();
    }

    @Test
    void aTableThatCannotBeIsRefused() {
        assertThatThrownBy(() -> SlotTable.striped(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotTable(1, List.of(0))).isInstanceOf(IllegalArgumentException.class);
    }
}
