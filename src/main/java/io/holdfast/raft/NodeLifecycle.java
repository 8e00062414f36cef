package io.holdfast.raft;

import io.holdfast.cluster.Leaving;
import io.holdfast.cluster.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts consensus before the web server and stops it after, and watches it in between: an engine that closed itself (a
 * broken invariant, an unreadable entry, a pause of a minute) ends the process, because a node without it would only
 * pretend.
 */
final class NodeLifecycle implements SmartLifecycle {

    /** The process's exit code when the consensus engine is gone. */
    static final int ENGINE_GONE = 70;

    private static final long LOOK_MILLIS = 250;
    private static final long WATCHDOG_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(NodeLifecycle.class);

    private final Participation participation;
    private final Map<String, ReplicationWatchdog> watchdogs = new HashMap<>();
    private final Reunion reunion;
    private final IntConsumer exit;
    private @Nullable Thread watch;
    private volatile boolean running;

    /** @param exit ends the process with a code; does not return control to the application */
    NodeLifecycle(Participation participation, IntConsumer exit) {
        this.participation = participation;
        this.reunion = participation.reunion();
        this.exit = exit;
    }

    @Override
    public void start() {
        participation.start();
        running = true;
        watch = Thread.ofPlatform().daemon().name("node-watch").start(this::watch);
    }

    private void watch() {
        long nextWatchdog = 0;
        while (running) {
            try {
                Thread.sleep(LOOK_MILLIS);
                participation.company().look();
                participation.observers().forEach(Observer::look);
                if (hasEnded()) {
                    return;
                }
                long now = System.nanoTime() / 1_000_000;
                var engine = participation.engine();
                if (engine == null) {
                    continue;
                }
                reunion.look(engine, participation.groups());
                if (now >= nextWatchdog) {
                    nextWatchdog = now + WATCHDOG_MILLIS;
                    participation.groups().forEach(group -> look(group, now));
                    participation.company().lookAfter(now);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the watch stumbled and goes on", e);
            }
        }
    }

    private void look(GroupNode group, long nowMillis) {
        watchdogs.computeIfAbsent(group.name(), _ -> new ReplicationWatchdog()).look(group, nowMillis);
        participation.company().spread().look(group, nowMillis);
    }

    private boolean hasEnded() {
        var refusal = participation.refusal();
        if (refusal != null) {
            LOG.error("{}; this node ends with exit code {}", refusal, ConfigurationRefusedException.EXIT_CODE);
            exit.accept(ConfigurationRefusedException.EXIT_CODE);
            return true;
        }
        if (participation.shelving().failure() != null) {
            LOG.error(
                    "this node ends with exit code {}: it can keep no more, or its state could come to differ",
                    StorageRefusedException.EXIT_CODE);
            exit.accept(StorageRefusedException.EXIT_CODE);
            return true;
        }
        // Whoever was removed while it was away is told by others to shut down; it stays, to say so.
        if (isGone() && !participation.company().isLetGo()) {
            LOG.error("consensus has stopped by itself; this node ends with exit code {}", ENGINE_GONE);
            exit.accept(ENGINE_GONE);
            return true;
        }
        return false;
    }

    private boolean isGone() {
        var engine = participation.engine();
        return running
                && !participation.isLeaving()
                && engine != null
                && (participation.views().stream().anyMatch(view -> view.role() == Role.CLOSED)
                        || (participation.group() != null && !engine.isAlive()));
    }

    @Override
    public void stop() {
        running = false;
        var thread = watch;
        if (thread != null) {
            thread.interrupt();
        }
        participation.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Early: before the web server, which has the highest phases but one. */
    @Override
    public int getPhase() {
        return 0;
    }

    /**
     * Nearly the first thing that happens when the process is asked to end: leadership of each group is handed over, because
     * closing Ratis does not, and the cluster would wait for elections; then those who wait here are sent on to another node.
     */
    static final class Handover implements SmartLifecycle {

        private static final long TIMEOUT_MILLIS = 1_500;

        private final Participation participation;
        private volatile boolean running;

        Handover(Participation participation) {
            this.participation = participation;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            participation.resign();
            var handovers = participation.groups().stream()
                    .filter(GroupNode::leads)
                    .map(group -> Thread.ofVirtual().name("handover").start(() -> handOver(group)))
                    .toList();
            handovers.forEach(Handover::await);
            participation.leave();
        }

        private void handOver(GroupNode group) {
            participation.company().spread().successor(group).ifPresent(successor -> {
                try {
                    group.handOver(successor, TIMEOUT_MILLIS);
                    LOG.info("leadership group={} handed to {}", group.name(), successor);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "leadership group={} could not be handed to {}: {}",
                            group.name(),
                            successor,
                            e.getMessage());
                }
            });
        }

        private static void await(Thread handover) {
            try {
                handover.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Leaving.LEAD;
        }
    }
}
