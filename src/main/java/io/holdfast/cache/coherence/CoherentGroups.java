package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Courier;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Gates;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's part in the protocol, for each data group: as one that keeps copies, and as their home. */
final class CoherentGroups implements Surroundings, Outbox.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoherentGroups.class);
    private static final long LOOK_MILLIS = 50;

    /** What is had of one data group. */
    record Part(NodeSide node, HomeSide home, LeaseKeeper keeper) {}

    private final Homes homes;
    private final Courier courier;
    private final HomeMeters meters;
    private final WishMeters wishes;
    private final Talk.Script script = new Talk.Script();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Outbox outbox;
    private final List<Part> parts = new ArrayList<>();
    private volatile boolean closed;

    /** What it is made of. */
    record Setup(
            Homes homes,
            Courier courier,
            Gates gates,
            CoherenceProperties properties,
            VigilantClock clock,
            HomeMeters meters,
            WishMeters wishes) {}

    CoherentGroups(Setup setup) {
        this.homes = setup.homes();
        this.courier = setup.courier();
        this.meters = setup.meters();
        this.wishes = setup.wishes();
        this.outbox = new Outbox(courier, script, this, threads);
        var properties = setup.properties();
        var clock = setup.clock();
        var patience = properties.lease().multipliedBy(3);
        for (int number = 0; number < homes.count(); number++) {
            var group = homes.group(number);
            var home = new HomeSide(group, properties.home(), this, meters, script, patience);
            setup.gates().install(group.name(), home);
            var route = new HomeRoute(group, home, courier, script);
            long bytes = properties.nearBytes().toBytes() / homes.count();
            var node = new NodeSide(group, bytes, clock, route, wishes, threads, hint -> {
                var leader = group.leader();
                if (leader != null && !closed) {
                    outbox.hint(leader.node(), group.name(), hint);
                }
            });
            parts.add(new Part(node, home, new LeaseKeeper(courier.self(), node, clock, threads, properties)));
        }
        courier.receive(this::answer);
    }

    void start() {
        threads.execute(() -> {
            while (!closed) {
                parts.forEach(CoherentGroups::look);
                try {
                    Thread.sleep(Duration.ofMillis(LOOK_MILLIS));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    /**
     * Gives this node's leases up, for it is about to stop: what it has copies of can be changed without waiting for their
     * end. Returns when all groups know, or patience has run out.
     */
    void giveUpLeases(Duration patience) {
        var told = parts.stream()
                .map(part -> CompletableFuture.runAsync(part.keeper()::giveUp, threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(told).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("not all leases could be given up; changes may have to wait for their end: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void look(Part part) {
        try {
            part.home().look();
            part.keeper().look();
            part.node().look();
        } catch (RuntimeException e) {
            LOG.warn(
                    "the upkeep of {} stumbled and goes on", part.node().group().name(), e);
        }
    }

    List<Part> parts() {
        return parts;
    }

    Part of(CacheKey key) {
        return parts.get(homes.of(key));
    }

    DataGroup group(int number) {
        return homes.group(number);
    }

    String self() {
        return courier.self();
    }

    int waiting(String node) {
        return outbox.waiting(node);
    }

    private Part named(String group) {
        for (var part : parts) {
            if (part.node().group().name().equals(group)) {
                return part;
            }
        }
        throw new IllegalArgumentException("no data group is called " + group);
    }

    private Payload answer(Payload question) {
        return script.write(reply(script.read(question)));
    }

    @Override
    public Talk reply(Talk question) {
        return switch (question) {
            case Talk.Read read -> show(read);
            case Talk.Orders orders -> named(orders.group()).node().follow(orders);
            case Talk.Hints hints -> {
                named(hints.group()).home().hinted(hints.node(), hints.lines());
                yield new Talk.Noted();
            }
            case Talk.Look look -> seen(named(look.group()), look.key());
            default -> throw new IllegalArgumentException("not a question");
        };
    }

    private Talk.Seen seen(Part part, CacheKey key) {
        var view = part.home().view(key);
        var home = view == null
                ? null
                : new LineViews.AtHome(
                        self(),
                        view.term(),
                        view.holders(),
                        view.owner(),
                        view.awaited(),
                        view.changes(),
                        view.sweeping());
        return part.node().seen(key, home);
    }

    /** Asks a node, which may be this one, what it has of an entry. */
    CompletableFuture<Payload> look(String node, CacheKey key, Duration patience) {
        return courier.ask(
                node, script.write(new Talk.Look(of(key).node().group().name(), key)), patience);
    }

    LineViews.CallBacks callBacks(CacheName cache) {
        return meters.of(cache);
    }

    LineViews.Wishes wishes(CacheName cache) {
        return wishes.of(cache);
    }

    Talk.Script script() {
        return script;
    }

    private Talk show(Talk.Read read) {
        try {
            return named(read.group()).home().show(read);
        } catch (ClusterException e) {
            return new Talk.Elsewhere(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void done(String node, Talk.Orders orders, Talk.Done done, long nanos) {
        named(orders.group()).home().done(node, done);
        meters.acknowledged(orders, nanos);
    }

    @Override
    public void order(String node, String group, ToNode order) {
        if (!closed) {
            outbox.order(node, group, order);
        }
    }

    @Override
    public void offer(String node, String group, Supplier<Talk.Offer> offer) {
        if (!closed) {
            outbox.offer(node, group, offer);
        }
    }

    @Override
    public void cleaned(DataGroup group, CacheEvent.Cleaned event) {
        named(group.name()).node().cleaned(event);
    }

    @Override
    public void expire(DataGroup group, CacheCommand.ExpireNode command) {
        if (closed) {
            return;
        }
        threads.execute(() -> {
            try {
                var unused = group.submit(new Request(null, 0, null, command));
            } catch (ClusterException e) {
                LOG.debug("the end of a lease was not told, and will be again", e);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        outbox.close();
        threads.shutdownNow();
    }
}
