package io.holdfast.cache.coherence;

import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.Courier;
import io.holdfast.core.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has to tell others, one batch under way for each of them: what comes up meanwhile shares the next. Only
 * what is given back is not waited for, so that no order to drop copies, which somebody waits for, is kept up by it. What
 * gets lost is not sent again here; a home does so for as long as it waits.
 */
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int WAITING_MAX = 65_536;
    static final int BATCH_MAX = 1_024;
    /** Batches of what is given back that a node has not answered. */
    private static final int UNANSWERED_MAX = 8;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Who answers for this node, and hears what a node has done and how long that took. */
    interface Listener {

        /** What this node says to what another would be asked. */
        Talk reply(Talk question);

        void done(String node, Talk.Orders orders, Talk.Done done, long nanos);
    }

    private sealed interface Item {
        String group();
    }

    private record Order(String group, ToNode order) implements Item {}

    private record Return(String group, Supplier<Talk.Offer> offer) implements Item {}

    private record Hint(String group, ToHome.Evicted hint) implements Item {}

    /**
     * The way to one node.
     *
     * @param unanswered leaves to send what is given back without waiting for its answer
     */
    private record Lane(String node, LinkedBlockingQueue<Item> waiting, Semaphore unanswered) {

        private Lane(String node) {
            this(node, new LinkedBlockingQueue<>(WAITING_MAX), new Semaphore(UNANSWERED_MAX));
        }
    }

    private final Courier courier;
    private final Talk.Script script;
    private final Listener listener;
    private final ExecutorService threads;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Outbox(Courier courier, Talk.Script script, Listener listener, ExecutorService threads) {
        this.courier = courier;
        this.script = script;
        this.listener = listener;
        this.threads = threads;
    }

    void order(String node, String group, ToNode order) {
        offer(node, new Order(group, order));
    }

    /** @param offer is asked when it goes */
    void offer(String node, String group, Supplier<Talk.Offer> offer) {
        offer(node, new Return(group, offer));
    }

    void hint(String node, String group, ToHome.Evicted hint) {
        offer(node, new Hint(group, hint));
    }

    private void offer(String node, Item item) {
        if (!lane(node).waiting().offer(item)) {
            LOG.debug("too much waits for node {}; left out: {}", node, item);
        }
    }

    private Lane lane(String node) {
        return lanes.computeIfAbsent(node, name -> {
            var lane = new Lane(name);
            threads.execute(() -> carry(lane));
            return lane;
        });
    }

    int waiting(String node) {
        var lane = lanes.get(node);
        return lane == null ? 0 : lane.waiting().size();
    }

    private void carry(Lane lane) {
        var batch = new ArrayList<Item>();
        while (!closed) {
            try {
                batch.add(lane.waiting().take());
                lane.waiting().drainTo(batch, BATCH_MAX - 1);
                carry(lane, batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("what was for node {} could not be told", lane.node(), e);
            }
            batch.clear();
        }
    }

    private void carry(Lane lane, List<Item> batch) throws InterruptedException {
        var byGroup = new LinkedHashMap<String, List<Item>>();
        batch.forEach(item ->
                byGroup.computeIfAbsent(item.group(), _ -> new ArrayList<>()).add(item));
        for (var items : byGroup.entrySet()) {
            var orders = orders(items.getKey(), items.getValue());
            if (!orders.lines().isEmpty()
                    || !orders.tags().isEmpty()
                    || !orders.downgrades().isEmpty()) {
                tell(lane.node(), orders);
            } else if (!orders.offers().isEmpty()) {
                hand(lane, orders);
            }
            var hints = items.getValue().stream()
                    .filter(Hint.class::isInstance)
                    .map(item -> ((Hint) item).hint())
                    .toList();
            if (!hints.isEmpty()) {
                tell(lane.node(), new Talk.Hints(items.getKey(), courier.self(), hints));
            }
        }
    }

    private static Talk.Orders orders(String group, List<Item> items) {
        var offers = new ArrayList<Talk.Offer>();
        var lines = new ArrayList<ToNode.Invalidate>();
        var tags = new ArrayList<ToNode.InvalidateTags>();
        var downgrades = new ArrayList<ToNode.Downgrade>();
        for (var item : items) {
            if (item instanceof Return one) {
                offers.add(one.offer().get());
            } else if (item instanceof Order order) {
                switch (order.order()) {
                    case ToNode.Invalidate one -> lines.add(one);
                    case ToNode.InvalidateTags one -> tags.add(one);
                    case ToNode.Downgrade one -> downgrades.add(one);
                }
            }
        }
        return new Talk.Orders(group, offers, lines, tags, downgrades);
    }

    /** Tells a node what it is given back; nobody needs to know when it has that. */
    private void hand(Lane lane, Talk.Orders offers) throws InterruptedException {
        if (lane.node().equals(courier.self())) {
            var unused = listener.reply(offers);
            return;
        }
        var message = script.write(offers);
        lane.unanswered().acquire();
        CompletableFuture<Payload> answer;
        try {
            answer = courier.ask(lane.node(), message, PATIENCE);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> lane.unanswered().release());
    }

    private void tell(String node, Talk talk) throws InterruptedException {
        long asked = System.nanoTime();
        try {
            var answer = node.equals(courier.self()) ? listener.reply(talk) : ask(node, talk);
            if (talk instanceof Talk.Orders orders && answer instanceof Talk.Done done) {
                listener.done(node, orders, done, System.nanoTime() - asked);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("node {} could not be told", node, e);
            Thread.sleep(PAUSE);
        }
    }

    private Talk ask(String node, Talk talk) throws InterruptedException, ExecutionException, TimeoutException {
        return script.read(
                courier.ask(node, script.write(talk), PATIENCE).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        closed = true;
    }
}
