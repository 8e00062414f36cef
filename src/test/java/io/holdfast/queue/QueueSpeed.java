package io.holdfast.queue;

import static io.holdfast.queue.QueueStage.JOBS;

import io.holdfast.core.Payload;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.Settlement.Verdict;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Measures the processor time of a message's whole life, sent, received and acked, with so many others before it and a shelf
 * that costs nothing. A program and not a test: figures of a busy machine fail nothing.
 */
final class QueueSpeed {

    private static final int MESSAGES = 300_000;
    private static final int ROUNDS = 5;
    private static final int GROUPS = 1_000;
    private static final List<Integer> DEPTHS = List.of(0, 1_000_000);
    private static final Payload PAYLOAD = new Payload(new byte[100]);

    private QueueSpeed() {}

    public static void main(String[] arguments) {
        for (int depth : DEPTHS) {
            tell("alone", depth, 1, _ -> new Draft(null, null, 0, 0, 0, 0, PAYLOAD));
            tell("alone, ten at a time", depth, 10, _ -> new Draft(null, null, 0, 0, 0, 0, PAYLOAD));
            tell("in a group", depth, 1, i -> new Draft("group-" + i % GROUPS, null, 0, 0, 0, 0, PAYLOAD));
            tell(
                    "with an id",
                    depth,
                    1,
                    i -> new Draft(null, "0123456789012345678901234567-" + i, i, 0, 0, 0, PAYLOAD));
        }
    }

    private static void tell(String kind, int depth, int batch, LongFunction<Draft> drafts) {
        var stage = new QueueStage(new Nowhere(), wish -> {
            wish.deduplication = 1_000;
            return wish;
        });
        long sent = 0;
        for (; sent < depth; sent++) {
            stage.ask(new Send(JOBS, List.of(drafts.apply(sent))));
            stage.passUnseen(1);
        }
        long nanos = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < MESSAGES; i += batch, sent += batch) {
                live(
                        stage,
                        LongStream.range(sent, sent + batch).mapToObj(drafts).toList());
            }
            nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        }
        System.out.printf("%s, %,d before it: %d nanoseconds a message%n", kind, depth, nanos / MESSAGES);
    }

    private static void live(QueueStage stage, List<Draft> drafts) {
        stage.passUnseen(1);
        stage.ask(new Send(JOBS, drafts));
        var delivered = (Delivered) stage.ask(new Receive(JOBS, drafts.size(), QueueStage.BYTES_MAX, 0, "", 7));
        stage.ask(new Settle(
                JOBS,
                delivered.leases().stream()
                        .map(lease -> QueueStage.settlement(lease, Verdict.ACK, Settlement.BY_QUEUE, null))
                        .toList()));
        stage.happened();
    }
}
