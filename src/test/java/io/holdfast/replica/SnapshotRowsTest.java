package io.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.RowSink;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.wire.Codec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot's rows are turned into bytes by another thread, while the replica goes on. */
class SnapshotRowsTest {

    private static final Shard JOBS = new Shard(new QueueName("jobs"), 0);

    private final Codec codec = new Codec(List.of(QueuePrimitive.QUEUES));
    private final Replica replica = new Replica(List.of(QueuePrimitive.QUEUES));
    private int requests;

    @Test
    void rowsDoNotChangeWhenTheReplicaDoes() {
        propose(new QueueCommand.Configure(JOBS, 1, 1, QueueSettings.DEFAULT));
        work();
        var rows = new ArrayList<Record>();
        replica.save((_, _) -> rows::add);
        var before = bytes(rows);

        work();

        assertThat(bytes(rows)).isEqualTo(before);
        var now = new ArrayList<Record>();
        replica.save((_, _) -> now::add);
        assertThat(bytes(now)).isNotEqualTo(before);
    }

    private void work() {
        for (int i = 0; i < 50; i++) {
            propose(new QueueCommand.Send(
                    JOBS, List.of(new Draft("group-" + i % 7, null, 0, 0, 0, 0, new Payload(new byte[100])))));
            propose(new QueueCommand.Receive(JOBS, 1, 1_000, 30_000, "consumer", i));
        }
        propose(new QueueCommand.Pause(JOBS, true, false, 1_000));
        propose(new QueueCommand.Pause(JOBS, false, false, 0));
    }

    private void propose(QueueCommand command) {
        requests++;
        var request = new Request(new RequestKey("", "k" + requests), 1, null, command);
        replica.apply(new Entry(requests, List.of(request)));
    }

    private byte[] bytes(List<Record> rows) {
        var bytes = new ByteArrayOutputStream();
        RowSink sink = codec.rowSink(bytes);
        rows.forEach(sink::put);
        return bytes.toByteArray();
    }
}
