package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.EventFeed.EventId;
import io.holdfast.cluster.EventFeed.Told;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventFeedTest {

    private record Happened(int what) implements Event {

        private record Nothing() implements Topic {}

        @Override
        public Topic topic() {
            return new Nothing();
        }

        @Override
        public SessionId session() {
            return new SessionId(0, 0);
        }
    }

    private final EventFeed feed = new EventFeed();

    @Test
    void eventsAreNamedByTheirEntryAndTheirPlaceInIt() {
        feed.append(7, 100, events(1, 2));
        feed.append(8, 100, List.of());
        feed.append(9, 250, events(3));

        assertThat(feed.after(EventId.START, 10))
                .containsExactly(
                        new Told(new EventId(7, 0), 100, new Happened(1)),
                        new Told(new EventId(7, 1), 100, new Happened(2)),
                        new Told(new EventId(9, 0), 250, new Happened(3)));
        assertThat(feed.last()).isEqualTo(new EventId(9, 0));
    }

    @Test
    void aReaderGoesOnAfterWhatItHasSeen() {
        feed.append(7, 0, events(1, 2, 3));

        assertThat(feed.after(new EventId(7, 0), 1)).extracting(Told::event).containsExactly(new Happened(2));
        assertThat(feed.after(new EventId(7, 2), 10)).isEmpty();
        assertThat(feed.after(new EventId(900, 0), 10)).isEmpty();
    }

    @Test
    void theOldestMakeRoomAndWhoMissedThemIsTold() {
        IntStream.range(0, EventFeed.KEPT_MAX).forEach(i -> feed.append(i, 0, events(i)));
        assertThat(feed.after(EventId.START, 1)).hasSize(1);

        feed.append(EventFeed.KEPT_MAX, 0, events(0));

        assertThat(feed.after(EventId.START, 1)).isNull();
        assertThat(feed.floor()).isEqualTo(new EventId(0, 0));
        assertThat(feed.after(feed.floor(), EventFeed.KEPT_MAX + 1)).hasSize(EventFeed.KEPT_MAX);
        assertThat(feed.after(new EventId(EventFeed.KEPT_MAX - 1, 0), 5)).hasSize(1);
    }

    @Test
    void whatHappenedBeforeASnapshotWasNotSeenHere() {
        feed.append(5, 0, events(1));
        feed.skipTo(40);

        assertThat(feed.after(new EventId(5, 0), 1)).isNull();
        assertThat(feed.after(feed.floor(), 1)).isEmpty();
        feed.append(41, 0, events(2));
        assertThat(feed.after(feed.floor(), 2)).hasSize(1);
    }

    @Test
    void whoWaitsIsWokenByWhatHappens() throws Exception {
        var woken = CompletableFuture.runAsync(() -> feed.await(feed.last(), Duration.ofMinutes(1)));

        while (!woken.isDone()) {
            feed.append(feed.last().index() + 1, 0, events(1));
            Thread.sleep(1);
        }
        assertThat(feed.after(EventId.START, 1)).hasSize(1);
    }

    @Test
    void nobodyWaitsLongerThanItWantsTo() {
        feed.await(feed.last(), Duration.ofMillis(1));

        assertThat(feed.last()).isEqualTo(EventId.START);
    }

    @Test
    void nobodyWaitsForANodeThatStops() throws Exception {
        var woken = CompletableFuture.runAsync(() -> feed.await(feed.last(), Duration.ofMinutes(1)));
        feed.close();

        woken.get(20, TimeUnit.SECONDS);
        assertThat(feed.isClosed()).isTrue();
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        assertThat(EventId.parse("12-3")).isEqualTo(new EventId(12, 3));
        assertThat(EventId.parse(EventId.START.toString())).isEqualTo(EventId.START);
        assertThat(EventId.parse("12")).isNull();
        assertThat(EventId.parse("-")).isNull();
        assertThat(EventId.parse("a-b")).isNull();
        assertThat(EventId.parse("1-99999999999")).isNull();
    }

    private static List<Event> events(int... what) {
        return IntStream.of(what).<Event>mapToObj(Happened::new).toList();
    }
}
