package io.holdfast.web;

import io.holdfast.cluster.Leaving;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * The time between the handover of leadership and the end of the web server: every answer says that its connection closes,
 * so that clients open the next one elsewhere, instead of sending a request into a connection that is just being closed.
 */
final class Farewell implements SmartLifecycle {

    private final Duration time;
    private volatile boolean running;
    private volatile boolean said;

    Farewell(Duration time) {
        this.time = time;
    }

    boolean isSaid() {
        return said;
    }

    @Override
    public void start() {
        said = false;
        running = true;
    }

    @Override
    public void stop() {
        said = true;
        running = false;
        try {
            Thread.sleep(time);
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
        return Leaving.FAREWELL;
    }
}
