package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.Windows;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.NodeController;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that changes an entry is held where another could come before it. */
@Timeout(30)
class OwnChangesTest {

    private static final CacheKey A = new CacheKey(new CacheName("things"), "a");
    private static final long TERM = 3;
    private static final long LEASE = 7;
    private static final Request WRITE = new Request(null, 0, null, new CacheCommand.Drop(A.cache(), 1));

    /** Holds the writer as soon as it has left what keeps its answer: its second turn under the lock. */
    private static final class Turnstile extends ReentrantLock {
        private static final long serialVersionUID = 1L;
        private static final int KEPT = 2;

        private final transient CountDownLatch kept = new CountDownLatch(1);
        private final transient CountDownLatch goOn = new CountDownLatch(1);
        private transient volatile Thread writer = Thread.currentThread();
        private transient int turns;

        @Override
        public void unlock() {
            super.unlock();
            if (Thread.currentThread().equals(writer) && ++turns == KEPT) {
                kept.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private final Turnstile lock = new Turnstile();
    private final VigilantClock clock = VigilantClock.ofThisMachine();
    private final NearCache near = new NearCache(1 << 20, Runnable::run, (_, _) -> {});
    private final NodeController<Held> controller = new NodeController<>(near, 0);
    private final OwnChanges changes = new OwnChanges(null, controller, clock, new WritingHome(), lock);

    /** Commits whatever it is given as version 1, and lets it be kept. */
    private static final class WritingHome implements Home {

        @Override
        public Talk.Shown ask(CacheKey key, long incarnation, long deadlineNanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Home.Changed change(Request request, long incarnation, List<Writing.Dropped> dropped) {
            var sight = new Sight(
                    Kind.PRESENT,
                    1,
                    null,
                    Windows.FOR_EVER,
                    List.of(),
                    0,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    false,
                    false,
                    1,
                    1);
            return new Home.Changed(
                    new Delivery(new CacheResult.Cleaned(0), 1, false, null),
                    new Talk.Shown(new Grant(TERM, 1, LEASE, true), sight, Long.MAX_VALUE));
        }
    }

    @Test
    void whatWasCalledBackIsNotShownToAReadThatBeginsAfterThat() throws InterruptedException {
        var writer = writeUntilItIsKept();

        lock.lock();
        try {
            controller.invalidate(new ToNode.Invalidate(A, TERM, 1), clock.millis());
        } finally {
            lock.unlock();
        }

        assertNothingIsShown(writer);
    }

    @Test
    void whatWasKeptUnderALeaseThatIsGivenUpIsNotShownToAReadThatBeginsAfterThat() throws InterruptedException {
        var writer = writeUntilItIsKept();

        lock.lock();
        try {
            controller.stopped();
        } finally {
            lock.unlock();
        }

        assertNothingIsShown(writer);
    }

    private Thread writeUntilItIsKept() throws InterruptedException {
        controller.opened(LEASE, clock.millis() + 60_000);
        var writer = Thread.ofPlatform().unstarted(() -> changes.change(A, WRITE));
        lock.writer = writer;
        writer.start();
        assertThat(lock.kept.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(near.get(A)).as("the copy that was kept").isNotNull();
        return writer;
    }

    private void assertNothingIsShown(Thread writer) throws InterruptedException {
        var release = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            lock.goOn.countDown();
        });
        var seen = changes.await(A, System.nanoTime() + Duration.ofSeconds(5).toNanos());
        release.join();
        writer.join();

        assertThat(seen).isNull();
    }
}
