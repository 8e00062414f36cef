package io.holdfast.cache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.CacheInquiry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.Content;
import io.holdfast.cache.NodeEvent;
import io.holdfast.cache.Windows;
import io.holdfast.cache.line.HomeSettings;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.Gate;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.Testimony;
import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HomeSideTest {

    private static final CacheKey A = new CacheKey(new CacheName("things"), "a");
    private static final long LEASE = 7;
    private static final Talk.Script SCRIPT = new Talk.Script();

    /** The largest message that nodes take from one another. */
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** A group that this node leads, with one node that has a lease. */
    private static final class Group implements DataGroup {
        private Sight sight = sight(10, List.of());
        private int looked;

        static Sight sight(int bytes, List<String> tags) {
            var content = new Content("text/plain", false, new Payload(new byte[bytes]));
            return new Sight(
                    Kind.PRESENT,
                    1,
                    content,
                    Windows.FOR_EVER,
                    tags,
                    0,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    false,
                    false,
                    1,
                    1);
        }

        @Override
        public String name() {
            return "data-0";
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public boolean isHere() {
            return true;
        }

        @Override
        public @Nullable Member leader() {
            return null;
        }

        @Override
        public Delivery submit(Request request, Payload note) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <A extends Answer> A ask(Inquiry<A> inquiry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long confirmTerm(@Nullable Testimony asker) {
            return 1;
        }

        @Override
        @SuppressWarnings("unchecked") // an inquiry says what its answer is
        public <A extends Answer> A askLocal(Inquiry<A> inquiry) {
            if (inquiry instanceof CacheInquiry.OfEntry) {
                looked++;
                return (A) sight;
            }
            return (A) new CacheAnswer.NodeLeases(List.of());
        }

        @Override
        public Parked park(Topic topic) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable EventFeed events() {
            return null;
        }
    }

    private final Group group = new Group();
    private final LinkedBlockingQueue<ToNode> orders = new LinkedBlockingQueue<>();
    private final List<Supplier<Talk.Offer>> offers = new ArrayList<>();
    private final HomeSide home = new HomeSide(
            group,
            new HomeSettings(3_000, 200, 100, 8, 1_000),
            new Surroundings() {
                @Override
                public void order(String node, String group, ToNode order) {
                    orders.add(order);
                }

                @Override
                public void offer(String node, String group, Supplier<Talk.Offer> offer) {
                    offers.add(offer);
                }

                @Override
                public void cleaned(DataGroup group, CacheEvent.Cleaned event) {}

                @Override
                public void expire(DataGroup group, CacheCommand.ExpireNode command) {}
            },
            new HomeMeters(new SimpleMeterRegistry()),
            SCRIPT,
            Duration.ofSeconds(5));

    @BeforeEach
    void leads() {
        home.leading(1);
        home.applied(List.of(new NodeEvent.Opened("n2", LEASE)));
    }

    /** A change of what n2 has and wants back, up to when it is in the log. */
    private Gate.Pass changed() throws Exception {
        assertThat(home.show(new Talk.Read("data-0", "n2", A, LEASE, null)).grant())
                .isNotNull();
        group.looked = 0;
        var write = CoherentCluster.write("a", "blue", Windows.FOR_EVER, List.of());
        var admitted = CompletableFuture.supplyAsync(() -> home.admit(new Request(null, 0, null, write), Payload.NONE));
        var order = (ToNode.Invalidate) orders.poll(5, TimeUnit.SECONDS);
        var wish = new ToHome.Wish(1, LEASE);
        var done = new ToHome.Invalidated(A, order.term(), order.round(), ToHome.Use.USED, wish);
        home.done("n2", new Talk.Done(List.of(done), List.of()));
        return admitted.get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatIsGivenBackIsLookedUpWhenItGoesAndNotBeforeTheWriterHasItsAnswer() throws Exception {
        changed().applied(false);
        int looked = group.looked;

        var offer = offers.getFirst().get();

        assertThat(looked).isZero();
        assertThat(offer.shown().sight()).isEqualTo(group.sight);
        assertThat(home.view(A).holders()).containsExactly("n2");
    }

    @Test
    void whoIsGivenNothingBackIsTakenForNoHolder() throws Exception {
        group.sight = Group.sight(Returns.WEIGHT_MAX, List.of());
        changed().applied(false);

        var offer = offers.getFirst().get();

        assertThat(offer.shown()).isNull();
        assertThat(home.view(A).holders()).isEmpty();
    }

    @Test
    void aWriterThatMayNotKeepWhatItWroteIsTakenForNoHolder() {
        var write = CoherentCluster.write("a", "blue", Windows.FOR_EVER, List.of());
        for (int bytes : List.of(10, Returns.WEIGHT_MAX)) {
            group.sight = Group.sight(bytes, List.of());
            var dropped = List.of(new Writing.Dropped(A, 1, Long.MAX_VALUE - 1));
            var pass =
                    home.admit(new Request(null, 0, null, write), SCRIPT.write(new Talk.Writer("n2", LEASE, dropped)));
            pass.applied(false);

            assertThat(pass.note().isEmpty()).isEqualTo(bytes > 10);
            assertThat(home.view(A).holders()).isEqualTo(bytes > 10 ? List.of() : List.of("n2"));
        }
    }

    @Test
    void asMuchAsGoesAtOnceFitsIntoAMessage() throws Exception {
        var tags = Collections.nCopies(CacheLimits.TAGS_MAX, "\u20ac".repeat(CacheLimits.TAG_LENGTH_MAX));
        int most = Returns.WEIGHT_MAX - new Held(Group.sight(0, tags), 0).weight();

        for (int bytes : List.of(most, most + 1, 8 * 1_024)) {
            group.sight = Group.sight(bytes, tags);
            changed().applied(false);
            var offer = offers.getLast().get();

            var all = Collections.nCopies(Outbox.BATCH_MAX, offer);
            var message = SCRIPT.write(new Talk.Orders("data-0", all, List.of(), List.of(), List.of()));
            assertThat(offer.shown() != null).isEqualTo(bytes <= most);
            assertThat(message.bytes().length + Outbox.BATCH_MAX * CacheLimits.KEY_BYTES_MAX)
                    .isLessThan(MESSAGE_BYTES_MAX);
        }
    }
}
