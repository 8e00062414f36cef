package io.holdfast.queue;

import static io.holdfast.queue.QueueStage.JOBS;
import static io.holdfast.queue.QueueStage.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Payload;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.Settlement.Verdict;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message takes of the heap, with a shelf that keeps nothing. */
class QueueMemoryTest {

    private static final int MESSAGES = 1_000_000;
    /** So many stay that what else a process of tests keeps meanwhile hardly counts. */
    private static final int KEPT_OF = 25;

    private final QueueStage stage = new QueueStage(new Nowhere(), wish -> wish);

    /** After collections that nothing else makes necessary; the lowest of some, as others may run in this process. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private void send(Draft draft) {
        for (int i = 0; i < MESSAGES / QueueLimits.BATCH_MAX; i++) {
            stage.ask(new Send(JOBS, Collections.nCopies(QueueLimits.BATCH_MAX, draft)));
        }
    }

    @Test
    void aMessageTakesAtMostAHundredBytesWhateverItsSize() {
        long before = usedHeap();

        send(new Draft(null, null, 0, 0, 0, 86_400_000, new Payload(new byte[20_000])));

        assertThat((usedHeap() - before) / (double) MESSAGES).isBetween(60.0, 100.0);
        assertThat(stage.machine().messageCount()).isEqualTo(MESSAGES);
    }

    @Test
    void aFewMessagesThatStayTakeLittleMoreThanTheyNeed() {
        long before = usedHeap();
        send(draft(null));

        for (int i = 0; i < MESSAGES / QueueLimits.BATCH_MAX; i++) {
            var receive = new Receive(JOBS, QueueLimits.BATCH_MAX, QueueStage.BYTES_MAX, 0, "", 1);
            var leases = ((Delivered) stage.ask(receive)).leases();
            stage.ask(new Settle(
                    JOBS,
                    leases.stream()
                            .map(lease -> QueueStage.settlement(
                                    lease,
                                    lease.message() % 1024 % KEPT_OF == 12 ? Verdict.BURY : Verdict.ACK,
                                    -1,
                                    null))
                            .toList()));
            stage.happened();
        }

        double left = stage.machine().messageCount();
        assertThat(left).isEqualTo(MESSAGES / KEPT_OF);
        assertThat((usedHeap() - before) / left).isLessThan(250);
    }

    @Test
    void aGroupOfItsOwnTakesAFewHundredBytesMore() {
        int many = 200_000;
        long before = usedHeap();

        for (int i = 0; i < many; i++) {
            stage.ask(new Send(JOBS, List.of(draft("customer-" + i))));
        }
        stage.happened();

        assertThat((usedHeap() - before) / (double) many).isBetween(200.0, 400.0);
    }
}
