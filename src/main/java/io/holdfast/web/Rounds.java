package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Something that is done again and again on a thread of its own, while the server runs. What could not be done in one round
 * is done in a later one.
 */
public final class Rounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** What is done in one round. */
    public interface Round {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Duration pause;
    private final Round round;
    private volatile @Nullable Thread thread;

    /**
     * @param name for the thread and the log
     * @param pause between the end of a round and the begin of the next
     */
    public Rounds(String name, Duration pause, Round round) {
        this.name = name;
        this.pause = pause;
        this.round = round;
    }

    @Override
    public void start() {
        var starting = Thread.ofVirtual().name(name).unstarted(this::run);
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
        try {
            while (isRunning()) {
                attempt();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            round.run();
        } catch (ClusterException e) {
            LOG.debug("{}: a round was not finished: {}", name, e.getMessage());
        } catch (RuntimeException e) {
            if (isRunning()) {
                LOG.warn("{}: a round failed", name, e);
            }
        }
    }
}
