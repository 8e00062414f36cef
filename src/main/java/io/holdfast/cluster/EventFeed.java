package io.holdfast.cluster;

import io.holdfast.core.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in the order in which it was applied: the newest of it, in memory, for whoever wants to follow. All
 * nodes give the same event the same name, so that a reader goes on at another node where it was; a node that starts again
 * has what it applies again.
 */
public final class EventFeed {

    /** Events that are kept. */
    public static final int KEPT_MAX = 10_000;

    /**
     * Names an event.
     *
     * @param index of the log entry it came of
     * @param place among the events of that entry, from 0
     */
    public record EventId(long index, int place) implements Comparable<EventId> {

        /** Before all events. */
        public static final EventId START = new EventId(-1, 0);

        /** Reads what {@link #toString} writes; null if it is not that. */
        public static @Nullable EventId parse(String text) {
            int dash = text.lastIndexOf('-');
            try {
                return dash < 1
                        ? null
                        : new EventId(
                                Long.parseLong(text, 0, dash, 10), Integer.parseInt(text, dash + 1, text.length(), 10));
            } catch (NumberFormatException _) {
                return null;
            }
        }

        @Override
        public int compareTo(EventId other) {
            int byIndex = Long.compare(index, other.index);
            return byIndex != 0 ? byIndex : Integer.compare(place, other.place);
        }

        @Override
        public String toString() {
            return index + "-" + place;
        }
    }

    /**
     * An event and when it happened.
     *
     * @param millis cluster time
     */
    public record Told(EventId id, long millis, Event event) {}

    /** A ring: the event that was appended as the n-th is at n modulo its length. */
    private final @Nullable Told[] ring = new Told[KEPT_MAX];

    private long first;
    private long next;
    /** Nothing up to here is kept. */
    private EventId floor = EventId.START;

    private EventId last = EventId.START;
    private int waiting;
    private boolean closed;

    /** Adds what came of a log entry. */
    public synchronized void append(long index, long millis, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        for (int place = 0; place < events.size(); place++) {
            if (next - first == KEPT_MAX) {
                floor = at(first++).id();
            }
            last = new EventId(index, place);
            ring[(int) (next++ % KEPT_MAX)] = new Told(last, millis, events.get(place));
        }
        if (waiting > 0) {
            notifyAll();
        }
    }

    /** A state was taken over that had come to this entry elsewhere: what happened up to there was not seen here. */
    public synchronized void skipTo(long index) {
        first = next;
        floor = new EventId(index, Integer.MAX_VALUE);
        last = floor;
        notifyAll();
    }

    /** The newest event there is, or was. */
    public synchronized EventId last() {
        return last;
    }

    /** Nothing up to this event is kept: whoever has seen it, or a later one, can go on. */
    public synchronized EventId floor() {
        return floor;
    }

    /** The first events after this one, oldest first; null where some of them are not kept any more. */
    public synchronized @Nullable List<Told> after(EventId since, int max) {
        if (since.compareTo(floor) < 0) {
            return null;
        }
        long from = firstAfter(since);
        var found = new ArrayList<Told>((int) Math.min(max, next - from));
        for (long n = from; n < next && found.size() < max; n++) {
            found.add(at(n));
        }
        return found;
    }

    /** Events are in order of their names, so the place is found by halving. */
    private long firstAfter(EventId since) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).id().compareTo(since) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Told at(long n) {
        return Objects.requireNonNull(ring[(int) (n % KEPT_MAX)]);
    }

    /** Returns once there is something after this event, when patience runs out, or when the node stops. */
    public synchronized void await(EventId since, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        waiting++;
        try {
            while (!closed && last.compareTo(since) <= 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
        }
    }

    /** Ends all waiting: the node stops. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
