package io.holdfast.cache.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which nodes have a lease, as the log says, and until when their home has to count on it. */
final class NodeLeases {

    /** As many as there are bits to a number. */
    static final int PLACES_MAX = 64;

    /** A node's lease. */
    static final class Lease {
        final String node;
        final int place;
        /** 0 while there is none. */
        long incarnation;

        long renewal;
        long endsMillis;
        /** When the log is told, for the first time or again. */
        long tellMillis;

        Lease(String node, int place) {
            this.node = node;
            this.place = place;
        }

        boolean isLive() {
            return incarnation != 0;
        }
    }

    private final long leaseMillis;
    private final Map<String, Lease> byNode = new TreeMap<>();
    private final List<Lease> byPlace = new ArrayList<>();

    NodeLeases(long leaseMillis) {
        this.leaseMillis = leaseMillis;
    }

    /** Notes what the log says; null if there are more nodes than can be counted. */
    @Nullable
    Lease opened(String node, long incarnation, long renewal, long nowMillis) {
        var lease = byNode.get(node);
        if (lease == null) {
            int place = freePlace();
            if (place < 0) {
                return null;
            }
            lease = new Lease(node, place);
            byPlace.set(place, lease);
            byNode.put(node, lease);
        }
        lease.incarnation = incarnation;
        renew(lease, renewal, nowMillis);
        return lease;
    }

    /** One that nobody has had, else that of a node without a lease, which holds nothing. */
    private int freePlace() {
        if (byPlace.size() < PLACES_MAX) {
            byPlace.add(new Lease("", byPlace.size()));
            return byPlace.size() - 1;
        }
        for (var lease : byPlace) {
            if (!lease.isLive()) {
                byNode.remove(lease.node);
                return lease.place;
            }
        }
        return -1;
    }

    void renewed(String node, long incarnation, long renewal, long nowMillis) {
        var lease = live(node, incarnation);
        if (lease != null) {
            renew(lease, renewal, nowMillis);
        }
    }

    private void renew(Lease lease, long renewal, long nowMillis) {
        lease.renewal = renewal;
        lease.endsMillis = nowMillis + leaseMillis;
        lease.tellMillis = lease.endsMillis;
    }

    /** The node's lease if it is this one. */
    @Nullable
    Lease live(String node, long incarnation) {
        var lease = byNode.get(node);
        return lease != null && lease.isLive() && lease.incarnation == incarnation ? lease : null;
    }

    @Nullable
    Lease find(String node) {
        return byNode.get(node);
    }

    Lease at(int place) {
        return byPlace.get(place);
    }

    List<Lease> all() {
        return List.copyOf(byPlace);
    }

    /** Each that runs, and how long it is still counted on. */
    List<HomeView.Lease> views(long nowMillis) {
        return byPlace.stream()
                .filter(Lease::isLive)
                .map(lease -> new HomeView.Lease(
                        lease.node, lease.incarnation, lease.renewal, Math.max(0, lease.endsMillis - nowMillis)))
                .toList();
    }

    /** A bit for each node with a lease. */
    long live() {
        long live = 0;
        for (var lease : byPlace) {
            if (lease.isLive()) {
                live |= 1L << lease.place;
            }
        }
        return live;
    }

    /** Shows the leases that have ended and of which the log has not been told for this long. */
    void ended(long nowMillis, long againMillis, Consumer<Lease> each) {
        for (var lease : byPlace) {
            if (lease.isLive() && nowMillis >= lease.tellMillis) {
                lease.tellMillis = nowMillis + againMillis;
                each.accept(lease);
            }
        }
    }
}
