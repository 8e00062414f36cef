package io.holdfast.cache.coherence;

import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.Courier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has to tell others, one batch under way for each of them: what comes up meanwhile shares the next. What
 * gets lost is not sent again here; a home does so for as long as it waits.
 */
final class Outbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int WAITING_MAX = 65_536;
    private static final int BATCH_MAX = 1_024;
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

    private record Return(String group, Talk.Offer offer) implements Item {}

    private record Hint(String group, ToHome.Evicted hint) implements Item {}

    private final Courier courier;
    private final Talk.Script script;
    private final Listener listener;
    private final ExecutorService threads;
    private final Map<String, LinkedBlockingQueue<Item>> lanes = new ConcurrentHashMap<>();
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

    void offer(String node, String group, Talk.Offer offer) {
        offer(node, new Return(group, offer));
    }

    void hint(String node, String group, ToHome.Evicted hint) {
        offer(node, new Hint(group, hint));
    }

    private void offer(String node, Item item) {
        if (!lane(node).offer(item)) {
            LOG.debug("too much waits for node {}; left out: {}", node, item);
        }
    }

    private LinkedBlockingQueue<Item> lane(String node) {
        return lanes.computeIfAbsent(node, name -> {
            var lane = new LinkedBlockingQueue<Item>(WAITING_MAX);
            threads.execute(() -> carry(name, lane));
            return lane;
        });
    }

    int waiting(String node) {
        var lane = lanes.get(node);
        return lane == null ? 0 : lane.size();
    }

    private void carry(String node, LinkedBlockingQueue<Item> lane) {
        var batch = new ArrayList<Item>();
        while (!closed) {
            try {
                batch.add(lane.take());
                lane.drainTo(batch, BATCH_MAX - 1);
                carry(node, batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("what was for node {} could not be told", node, e);
            }
            batch.clear();
        }
    }

    private void carry(String node, List<Item> batch) throws InterruptedException {
        var byGroup = new LinkedHashMap<String, List<Item>>();
        batch.forEach(item ->
                byGroup.computeIfAbsent(item.group(), _ -> new ArrayList<>()).add(item));
        for (var items : byGroup.entrySet()) {
            var orders = orders(items.getKey(), items.getValue());
            if (!orders.lines().isEmpty()
                    || !orders.offers().isEmpty()
                    || !orders.tags().isEmpty()
                    || !orders.downgrades().isEmpty()) {
                tell(node, orders);
            }
            var hints = items.getValue().stream()
                    .filter(Hint.class::isInstance)
                    .map(item -> ((Hint) item).hint())
                    .toList();
            if (!hints.isEmpty()) {
                tell(node, new Talk.Hints(items.getKey(), courier.self(), hints));
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
                offers.add(one.offer());
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
