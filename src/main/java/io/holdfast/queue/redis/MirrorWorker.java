package io.holdfast.queue.redis;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Mirror;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The one thread of a node that writes to the mirror. It first looks whose the mirror is: what another cluster left is not
 * touched before somebody says what is to become of it, or a cluster that was rebuilt empty would wipe the copy that was
 * kept for that very day.
 */
final class MirrorWorker implements Mirror, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorWorker.class);
    /** Stands before the id of the cluster that is taking up what another one left. */
    private static final String RESTORING = "restoring:";

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Consensus consensus;
    private final MirrorStore store;
    private final QueueMirror mirror;
    private final Supplier<Restore> restores;
    private final Duration interval;

    /** Only the thread itself uses it. */
    private String incarnation = "";

    private final AtomicReference<@Nullable Restore> restore = new AtomicReference<>();
    private volatile State state = State.OFF;
    private volatile String owner = "";
    private volatile @Nullable Thread thread;

    MirrorWorker(
            Consensus consensus,
            MirrorStore store,
            QueueMirror mirror,
            Supplier<Restore> restores,
            MirrorProperties properties) {
        this.consensus = consensus;
        this.store = store;
        this.mirror = mirror;
        this.restores = restores;
        this.interval = properties.interval();
    }

    @Override
    public void start() {
        // Redis' client blocks in ways that keep a carrier of virtual threads busy, and there are few of those.
        var starting = Thread.ofPlatform().daemon().name("queue-mirror").unstarted(this::run);
        // It goes on for as long as it is the one that stands here, so it has to stand here before it looks.
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (isRunning()) {
            try {
                if (!look()) {
                    Thread.sleep(interval);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (MirrorStore.Unreachable e) {
                become(State.UNREACHABLE, owner, String.valueOf(e.getMessage()));
                pause();
            } catch (RuntimeException e) {
                LOG.warn("mirror: a round failed", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String self() {
        return consensus.view().clusterId();
    }

    /** Looks whose the mirror is, and if it is this cluster's, brings it in line. Returns whether there is more to do. */
    boolean look() {
        var self = self();
        if (self.isEmpty()) {
            return false;
        }
        var found = store.owner();
        if (found.isEmpty() && store.claim(self)) {
            LOG.info("mirror: begun cluster={}", self);
            mirror.forget();
            found = self;
        }
        if (!found.equals(self)) {
            become(found.equals(RESTORING + self) ? State.RESTORING : State.FOREIGN, found, "");
            mirror.forget();
            return false;
        }
        var seen = store.incarnation();
        if (!seen.equals(incarnation)) {
            // It may have lost something when it was started anew.
            mirror.forget();
            incarnation = seen;
        }
        become(State.KEEPING, found, "");
        try {
            return mirror.round();
        } catch (ClusterException e) {
            LOG.debug("mirror: not compared: {}", e.getMessage());
            return false;
        }
    }

    private void become(State next, String whose, String why) {
        if (state != next) {
            switch (next) {
                case UNREACHABLE -> LOG.warn("mirror: Redis cannot be reached; queues go on without it: {}", why);
                case FOREIGN ->
                    LOG.warn(
                            "mirror: holds the queues of another cluster and is left alone cluster={};"
                                    + " run ./holdfast restore, or discard it",
                            whose);
                case KEEPING, RESTORING, OFF -> LOG.info("mirror: {} cluster={}", next, whose);
            }
        }
        state = next;
        owner = whose;
    }

    @Override
    public View view() {
        var last = restore.get();
        return new View(
                state,
                owner.startsWith(RESTORING) ? owner.substring(RESTORING.length()) : owner,
                mirror.added.sum(),
                mirror.removed.sum(),
                last == null ? null : last.restored());
    }

    @Override
    public @Nullable Refusal restore() {
        var running = restore.get();
        if (running != null && isUnderWay(running)) {
            return Refusal.UNDER_WAY;
        }
        try {
            var self = self();
            var found = store.owner();
            if (found.isEmpty() || found.equals(self)) {
                return Refusal.NOTHING_LEFT;
            }
            boolean again = found.equals(RESTORING + self);
            if (!again && !mirror.hasNoQueues()) {
                return Refusal.NOT_EMPTY;
            }
            var next = restores.get();
            if (!restore.compareAndSet(running, next)) {
                return Refusal.UNDER_WAY;
            }
            if (!again) {
                store.forgetProgress();
            }
            store.own(RESTORING + self);
            become(State.RESTORING, RESTORING + self, "");
            Thread.ofVirtual().name("queue-restore").start(() -> carryOut(next, self));
            return null;
        } catch (MirrorStore.Unreachable _) {
            return Refusal.UNREACHABLE;
        }
    }

    private static boolean isUnderWay(Restore restore) {
        var restored = restore.restored();
        return !restored.done() && restored.failure().isEmpty();
    }

    private void carryOut(Restore next, String self) {
        next.run();
        var restored = next.restored();
        if (!restored.done()) {
            LOG.warn("mirror: restore ended early: {}", restored.failure());
            return;
        }
        LOG.info(
                "mirror: restored queues={} messages={} refused={} expired={}",
                restored.queues(),
                restored.messages(),
                restored.refused(),
                restored.expired());
        try {
            store.own(self);
            store.forgetProgress();
        } catch (MirrorStore.Unreachable e) {
            LOG.warn(
                    "mirror: restored, but Redis could not be told; restore again when it is back: {}", e.getMessage());
        }
    }

    @Override
    public @Nullable Refusal discard() {
        try {
            var self = self();
            var found = store.owner();
            if (found.isEmpty() || found.equals(self)) {
                return Refusal.NOTHING_LEFT;
            }
            var running = restore.get();
            if (running != null && isUnderWay(running)) {
                return Refusal.UNDER_WAY;
            }
            store.clear();
            return null;
        } catch (MirrorStore.Unreachable _) {
            return Refusal.UNREACHABLE;
        }
    }
}
