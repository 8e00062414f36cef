package io.holdfast.raft;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that looks after all groups from time to time. A thread for each of them would be woken as often, and an
 * idle node would spend its time on nothing else.
 */
final class Pulse implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Supplier<List<GroupNode>> groups;
    private @Nullable Thread thread;

    Pulse(Supplier<List<GroupNode>> groups) {
        this.groups = groups;
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("pulse").start(this::run);
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(LeaderClock.LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            groups.get().forEach(Pulse::look);
        }
    }

    private static void look(GroupNode group) {
        try {
            group.look();
        } catch (RuntimeException e) {
            LOG.warn("group={} could not be looked after; it is tried again", group.name(), e);
        }
    }

    @Override
    public void close() {
        var started = thread;
        if (started != null) {
            started.interrupt();
        }
    }
}
