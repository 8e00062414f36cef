package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.Courier;
import io.holdfast.core.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final CacheKey A = new CacheKey(new CacheName("things"), "a");

    private final Talk.Script script = new Talk.Script();
    private final LinkedBlockingQueue<Talk.Orders> sent = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Nobody answers. */
    private final Courier courier = new Courier() {

        @Override
        public String self() {
            return "n1";
        }

        @Override
        public CompletableFuture<Payload> ask(String node, Payload question, Duration patience) {
            sent.add((Talk.Orders) script.read(question));
            return new CompletableFuture<>();
        }

        @Override
        public void receive(UnaryOperator<Payload> answers) {}
    };

    private final Outbox outbox = new Outbox(
            courier,
            script,
            new Outbox.Listener() {
                @Override
                public Talk reply(Talk question) {
                    return new Talk.Noted();
                }

                @Override
                public void done(String node, Talk.Orders orders, Talk.Done done, long nanos) {}
            },
            threads);

    @AfterEach
    void stop() {
        outbox.close();
        threads.shutdownNow();
    }

    private Talk.Orders next(long millis) throws InterruptedException {
        return sent.poll(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void anOrderDoesNotWaitUntilANodeHasTakenUpWhatIsGivenBack() throws InterruptedException {
        outbox.offer("n2", "data-0", () -> new Talk.Offer(A, 1, null));
        assertThat(next(5_000)).isNotNull().extracting(Talk.Orders::offers).isNotNull();

        outbox.order("n2", "data-0", new ToNode.Invalidate(A, 1, 1));

        assertThat(next(250))
                .as("while the node has not said that it has the offer")
                .isNotNull();
    }
}
