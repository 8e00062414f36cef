package io.holdfast.process;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the network between the nodes lets through at the moment. All relays of a cluster ask it for every chunk. */
final class Links {

    private final Set<Link> cut = ConcurrentHashMap.newKeySet();
    private final Set<Link> muted = ConcurrentHashMap.newKeySet();
    private final Set<Link> refused = ConcurrentHashMap.newKeySet();
    private final Map<Link, Duration> delays = new ConcurrentHashMap<>();

    /** Whether the node behind a connection can be told, which all control of links needs. */
    static boolean supported() {
        return SocketOwners.supported();
    }

    /** A black hole: nothing moves on the connections that {@code from} has opened or opens to {@code to}. */
    synchronized void cut(Link link) {
        cut.add(link);
    }

    /** Bytes do not travel this way, on whichever connection: neither requests nor answers. */
    synchronized void mute(Link link) {
        muted.add(link);
    }

    /** New connections are reset. */
    synchronized void refuse(Link link) {
        refused.add(link);
    }

    /** What has been held back arrives now, as after a repaired cable. */
    synchronized void heal(Link link) {
        cut.remove(link);
        muted.remove(link);
        refused.remove(link);
        notifyAll();
    }

    synchronized void healAll() {
        cut.clear();
        muted.clear();
        refused.clear();
        delays.clear();
        notifyAll();
    }

    /** Bytes travel this way for so long, on whichever connection. */
    void delay(Link link, Duration time) {
        delays.put(link, time);
    }

    long delayNanos(Link direction) {
        return delays.getOrDefault(direction, Duration.ZERO).toNanos();
    }

    boolean isRefused(Link connection) {
        return refused.contains(connection);
    }

    /** Returns when bytes may travel in that direction on that connection. */
    void awaitOpen(Link connection, Link direction) throws InterruptedException {
        if (isOpen(connection, direction)) {
            return;
        }
        synchronized (this) {
            while (!isOpen(connection, direction)) {
                wait();
            }
        }
    }

    private boolean isOpen(Link connection, Link direction) {
        return !cut.contains(connection) && !muted.contains(direction);
    }

    @Override
    public String toString() {
        return "cut %s, muted %s, refused %s, delayed %s".formatted(cut, muted, refused, delays);
    }
}
