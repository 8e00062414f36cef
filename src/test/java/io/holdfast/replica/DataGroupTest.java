package io.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Declined;
import io.holdfast.core.Guard;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.fence.FencePrimitive;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.queue.QueueResult;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.testing.Snapshot;
import io.holdfast.testing.WireSnapshot;
import io.holdfast.wire.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The primitives of a data group together in one replica. */
class DataGroupTest {

    private static final List<Primitive<?, ?>> PRIMITIVES = List.of(QueuePrimitive.QUEUES, FencePrimitive.FENCES);
    private static final Shard JOBS = new Shard(new QueueName("jobs"), 0);
    private static final Guard OLD = new Guard("printer", 7);
    private static final Guard NEW = new Guard("printer", 9);

    private final Shelf shelf = new HeapShelf();
    private final Replica replica = new Replica(PRIMITIVES, _ -> shelf);

    DataGroupTest() {
        ask(null, null, new QueueCommand.Configure(JOBS, 1, 1, QueueSettings.DEFAULT));
    }

    private Result ask(@Nullable String key, @Nullable Guard guard, QueueCommand command) {
        var requestKey = key == null ? null : new RequestKey("", key);
        var entry = new Entry(1_000, List.of(new Request(requestKey, 0, null, guard, command)));
        return replica.apply(entry).outcomes().getFirst().result();
    }

    private static QueueCommand send() {
        var draft = new Draft("g", null, 0, 0, 0, 0, new Payload(new byte[] {1}));
        return new QueueCommand.Send(JOBS, List.of(draft));
    }

    @Test
    void aRequestUnderAnOldTokenChangesNothing() {
        ask(null, NEW, send());

        assertThat(ask(null, OLD, send())).isEqualTo(new Declined.GuardFailed(OLD));
        assertThat(replica.machine(QueuePrimitive.QUEUES).messageCount()).isEqualTo(1);
        assertThat(replica.machine(FencePrimitive.FENCES).lockCount()).isEqualTo(1);
    }

    @Test
    void aRepetitionIsAnsweredWhateverItsTokenIsWorthNow() {
        var first = ask("key", OLD, send());
        ask(null, NEW, send());

        assertThat(ask("key", OLD, send())).isEqualTo(first);
    }

    @Test
    void theMemoKeepsLeasesAndNoBodies() {
        ask(null, null, send());
        var receive = new QueueCommand.Receive(JOBS, 10, 1_000, 0, "", 5);
        var delivered = (QueueResult.Delivered) ask("key", null, receive);

        assertThat(ask("key", null, receive)).isEqualTo(delivered);
        assertThat(replica.machine(QueuePrimitive.QUEUES).enclosure(receive, delivered))
                .isNotNull();
        assertThat(delivered.leases()).hasSize(1);
    }

    @Test
    void theWholeGroupIsReadBackFromItsBytes() {
        ask("key", OLD, send());
        ask(null, null, new QueueCommand.Receive(JOBS, 10, 1_000, 0, "worker", 5));

        var restored = WireSnapshot.of(new Codec(PRIMITIVES), replica).restore(new Replica(PRIMITIVES, _ -> shelf));

        assertThat(Snapshot.of(restored)).isEqualTo(Snapshot.of(replica));
    }
}
