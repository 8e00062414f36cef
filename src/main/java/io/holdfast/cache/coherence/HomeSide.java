package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.CacheInquiry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.NodeEvent;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.HomeSettings;
import io.holdfast.cache.line.HomeView;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Gate;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Event;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as the home of the entries of one data group, for as long as it leads that. Whatever is about to change entries
 * passes here on its way into the log.
 */
final class HomeSide implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(HomeSide.class);
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final DataGroup group;
    private final HomeSettings settings;
    private final Surroundings around;
    private final HomeMeters meters;
    private final Talk.Script script;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Leadership current;

    /** @param patience how long a change waits for copies to go, and a read for the log */
    HomeSide(
            DataGroup group,
            HomeSettings settings,
            Surroundings around,
            HomeMeters meters,
            Talk.Script script,
            Duration patience) {
        this.group = group;
        this.settings = settings;
        this.around = around;
        this.meters = meters;
        this.script = script;
        this.patience = patience;
    }

    /** Not the vigilant clock: a home must rather count too long on a node than too short. */
    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** A leave that this home gave. */
    private final class Ticket implements Pass {
        private final Leadership leadership;
        private final long number;
        private final long beganNanos = System.nanoTime();
        private final Writing writing;
        private volatile @Nullable Grant granted;

        private Ticket(Leadership leadership, long number, Writing writing) {
            this.leadership = leadership;
            this.number = number;
            this.writing = writing;
        }

        @Override
        public boolean stands(long term) {
            return isCurrent() && leadership.term == term;
        }

        @SuppressWarnings("ReferenceEquality") // another leadership is another, even of the same term
        private boolean isCurrent() {
            return current == leadership;
        }

        @Override
        public void applied(boolean replayed) {
            meters.committed(System.nanoTime() - beganNanos);
            end(() -> {
                granted = leadership.controller.applied(number, !replayed, now());
            });
        }

        /** The writer's grant, and what is there since: looked up after it was noted, as with any other grant. */
        @Override
        public Payload note() {
            var grant = granted;
            var writer = writing.writer();
            if (grant == null || writer == null) {
                return Payload.NONE;
            }
            var shown = leadership.returns.shown(writer.node(), writing.keys().getFirst(), grant);
            return shown == null ? Payload.NONE : script.write(shown);
        }

        @Override
        public void withdrawn() {
            end(() -> leadership.controller.withdrawn(number));
        }

        @Override
        public void lost() {
            end(() -> leadership.controller.lost(number));
        }

        private void end(Runnable action) {
            lock.lock();
            try {
                action.run();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void leading(long term) {
        var next = new Leadership(term, group, settings, around, meters, (node, grant) -> hinted(node, List.of(grant)));
        var known = group.askLocal(new CacheInquiry.Nodes());
        lock.lock();
        try {
            if (known != null) {
                known.nodes()
                        .forEach(lease ->
                                next.controller.inherit(lease.node(), lease.incarnation(), lease.renewal(), now()));
            }
            depose();
            current = next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void deposed() {
        lock.lock();
        try {
            depose();
        } finally {
            lock.unlock();
        }
    }

    private void depose() {
        var before = current;
        current = null;
        if (before != null) {
            before.waiting.values().forEach(waiter -> waiter.complete(false));
            before.waiting.clear();
        }
    }

    @Override
    public void applied(List<Event> events) {
        for (var event : events) {
            if (event instanceof CacheEvent.Cleaned cleaned) {
                around.cleaned(group, cleaned);
            } else if (event instanceof NodeEvent change && current != null) {
                follow(change);
            }
        }
    }

    private void follow(NodeEvent change) {
        lock.lock();
        try {
            var leadership = current;
            if (leadership == null) {
                return;
            }
            switch (change) {
                case NodeEvent.Opened opened ->
                    leadership.controller.opened(opened.node(), opened.incarnation(), 0, now());
                case NodeEvent.Renewed renewed ->
                    leadership.controller.renewed(renewed.node(), renewed.incarnation(), renewed.renewal(), now());
                case NodeEvent.Expired expired ->
                    leadership
                            .controller
                            .expired(expired.node(), expired.incarnation(), now())
                            .forEach(meters::waited);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Pass admit(Request request, Payload note) {
        var writing = Outdating.of(request.command(), writer(note));
        if (writing == null) {
            return null;
        }
        var waiter = new CompletableFuture<Boolean>();
        long began = System.nanoTime();
        Ticket ticket;
        lock.lock();
        try {
            var leadership = leadership();
            ticket = new Ticket(leadership, leadership.controller.change(writing, now()), writing);
            if (leadership.free.remove(ticket.number)) {
                meters.cleared(0);
                return ticket;
            }
            leadership.waiting.put(ticket.number, waiter);
        } finally {
            lock.unlock();
        }
        await(ticket, waiter);
        meters.cleared(System.nanoTime() - began);
        return ticket;
    }

    private Writing.@Nullable Writer writer(Payload note) {
        return !note.isEmpty() && script.read(note) instanceof Talk.Writer(var node, var incarnation, var dropped)
                ? new Writing.Writer(node, incarnation, dropped)
                : null;
    }

    private Leadership leadership() {
        var leadership = current;
        if (leadership == null) {
            throw new NoLeaderException("this node does not lead " + group.name());
        }
        return leadership;
    }

    private void await(Ticket ticket, CompletableFuture<Boolean> waiter) {
        var why = "interrupted while copies were called back";
        try {
            if (waiter.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            why = "this node has stopped leading " + group.name();
        } catch (TimeoutException e) {
            why = "a node that may have a copy neither answers nor is given up";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        ticket.end(() -> {
            ticket.leadership.waiting.remove(ticket.number);
            ticket.leadership.controller.withdrawn(ticket.number);
        });
        throw new NoLeaderException(why);
    }

    /**
     * Shows an entry to a node.
     *
     * @throws ClusterException this node does not lead, or cannot say so
     */
    Talk.Shown show(Talk.Read read) {
        long term = group.confirmTerm(read.asker());
        var grant = grant(read, term);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var sight = group.askLocal(new CacheInquiry.OfEntry(read.key()));
            if (sight == null || System.nanoTime() - deadline > 0) {
                throw new NoLeaderException("the log does not get on");
            }
            if (sight.kind() != Kind.DUE) {
                long lives = Held.lives(sight);
                return new Talk.Shown(lives > 0 ? grant : null, sight, lives);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Before the entry is looked up. */
    private @Nullable Grant grant(Talk.Read read, long term) {
        lock.lock();
        try {
            var leadership = leadership();
            if (leadership.term != term) {
                throw new NoLeaderException("another term of " + group.name() + " has begun");
            }
            return read.incarnation() == 0
                    ? null
                    : leadership.controller.read(read.key(), read.node(), read.incarnation(), now());
        } finally {
            lock.unlock();
        }
    }

    /** A node has done what it was told to. */
    void done(String node, Talk.Done done) {
        withLeadership(leadership -> {
            done.lines().forEach(line -> leadership.controller.invalidated(node, line, now()));
            done.tags().forEach(tags -> leadership.controller.tagsInvalidated(node, tags));
        });
    }

    /** A node does not have these copies any more, or was not given them after all. */
    void hinted(String node, List<ToHome.Evicted> hints) {
        withLeadership(leadership -> hints.forEach(hint -> leadership.controller.evicted(node, hint)));
    }

    void look() {
        withLeadership(leadership -> leadership.controller.look(now()));
    }

    private void withLeadership(java.util.function.Consumer<Leadership> action) {
        lock.lock();
        try {
            var leadership = current;
            if (leadership != null) {
                action.accept(leadership);
            }
        } catch (RuntimeException e) {
            LOG.error("the home of {} stumbled", group.name(), e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T look(T otherwise, Function<Leadership, T> look) {
        lock.lock();
        try {
            var leadership = current;
            return leadership == null ? otherwise : look.apply(leadership);
        } finally {
            lock.unlock();
        }
    }

    /** What this home knows of the entry; null while it is none. */
    @Nullable
    HomeView view(CacheKey key) {
        return this.<@Nullable HomeView>look(null, leadership -> leadership.controller.view(key));
    }

    /** Nodes with a lease; none while this node does not lead. */
    List<HomeView.Lease> leases() {
        return look(List.of(), leadership -> leadership.controller.leases(now()));
    }

    /** How many entries are known by name, and how many changes wait for copies to go or to be applied. */
    Load load() {
        return look(
                new Load(0, 0),
                leadership -> new Load(leadership.controller.known(), leadership.controller.underWay()));
    }

    record Load(int entries, int changes) {}
}
