package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.LineViews.Wishes;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.Writing;
import io.holdfast.core.Request;
import io.holdfast.raft.LocalPorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeSideTest {

    private static final CacheKey A = new CacheKey(new CacheName("things"), "a");
    private static final long TERM = 3;
    private static final long LEASE = 7;

    /** A home whose answers come when the test wants them to. */
    private static final class OneHome implements Home {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicReference<CompletableFuture<Talk.Shown>> answer = new AtomicReference<>();

        @Override
        public Talk.Shown ask(CacheKey key, long incarnation, long deadlineNanos) {
            var waiting = Objects.requireNonNull(answer.get());
            asked.incrementAndGet();
            return waiting.join();
        }

        @Override
        public Home.Changed change(Request request, long incarnation, List<Writing.Dropped> dropped) {
            throw new UnsupportedOperationException();
        }

        void answers(long version) {
            answer.set(CompletableFuture.completedFuture(shown(version)));
        }
    }

    private final WishMeters wishes = new WishMeters(new SimpleMeterRegistry());
    private final OneHome home = new OneHome();
    private final NodeSide node = node(LEASE);

    private NodeSide node(long incarnation) {
        var made = new NodeSide(null, 1 << 20, VigilantClock.ofThisMachine(), home, wishes, Runnable::run, _ -> {});
        made.opened(incarnation, 60_000);
        return made;
    }

    /** The grant has the number of the version. */
    private static Talk.Shown shown(long version) {
        var sight = new Sight(
                Kind.PRESENT,
                version,
                null,
                Windows.FOR_EVER,
                List.of(),
                0,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                false,
                false,
                version,
                version);
        return new Talk.Shown(new Grant(TERM, version, LEASE, false), sight, Long.MAX_VALUE);
    }

    private static long soon() {
        return System.nanoTime() + Duration.ofSeconds(5).toNanos();
    }

    private static Talk.Orders offer(long wish, Talk.@Nullable Shown shown) {
        return new Talk.Orders("data-0", List.of(new Talk.Offer(A, wish, shown)), List.of(), List.of(), List.of());
    }

    /** Has a copy that was read called back, and says what is wished for. */
    private static ToHome.Wish lose(NodeSide side, long round) {
        assertThat(side.readable(A)).isNotNull();
        var order = new ToNode.Invalidate(A, TERM, round);
        var done = side.follow(new Talk.Orders("data-0", List.of(), List.of(order), List.of(), List.of()));
        return Objects.requireNonNull(done.lines().getFirst().wish());
    }

    @Test
    void whatAnEarlierLifeOfTheNodeHasWishedForIsNoAnswerToAReadOfThisOne() {
        home.answers(1);
        node.fetch(A, soon());
        var wish = lose(node, 1);
        long began = System.currentTimeMillis();
        LocalPorts.await(() -> System.currentTimeMillis() > began, "time stands still");
        var next = node(LEASE);
        // As many reads as the other had begun before it wished.
        next.fetch(new CacheKey(A.cache(), "b"), soon());
        var late = new CompletableFuture<Talk.Shown>();
        home.answer.set(late);
        int before = home.asked.get();
        var reading = CompletableFuture.supplyAsync(() -> next.fetch(A, soon()));
        LocalPorts.await(() -> home.asked.get() > before, "the home is not asked");

        next.follow(offer(wish.id(), null));
        late.complete(shown(2));

        assertThat(reading.join().held().sight().version()).isEqualTo(2);
        assertThat(next.readable(A)).as("granted in answer to its own read").isNotNull();
    }

    @Test
    void whatComesOfAWishIsKept() {
        home.answers(1);
        node.fetch(A, soon());
        var wish = lose(node, 1);
        home.answers(2);
        var reading = CompletableFuture.supplyAsync(() -> node.fetch(A, soon()));

        node.follow(offer(wish.id(), shown(2)));

        assertThat(reading.join().held().sight().version()).isEqualTo(2);
        assertThat(node.readable(A)).isNotNull();
        assertThat(wishes.of(A.cache())).isEqualTo(new Wishes(1, 0));
    }

    @Test
    void whoWaitsForAWishThatIsNotAnsweredAsks() {
        home.answers(1);
        node.fetch(A, soon());
        var wish = lose(node, 1);
        home.answers(2);

        var seen = node.fetch(A, soon());
        node.follow(offer(wish.id(), shown(1)));

        assertThat(seen.held().sight().version()).isEqualTo(2);
        assertThat(Objects.requireNonNull(node.readable(A)).value().sight().version())
                .as("what comes of the wish afterwards is left aside")
                .isEqualTo(2);
        assertThat(wishes.of(A.cache())).isEqualTo(new Wishes(0, 1));
    }

    @Test
    void whatIsCalledBackAgainBeforeItCameIsNotKept() {
        home.answers(1);
        node.fetch(A, soon());
        var wish = lose(node, 1);

        var again = new ToNode.Invalidate(A, TERM, 2);
        node.follow(new Talk.Orders("data-0", List.of(), List.of(again), List.of(), List.of()));
        node.follow(offer(wish.id(), shown(2)));

        assertThat(node.readable(A)).isNull();
        assertThat(node.isInUse()).isFalse();
        assertThat(wishes.of(A.cache())).isEqualTo(new Wishes(0, 1));
    }
}
