package io.holdfast.cache.line;

/**
 * A copy that a node keeps. Besides the node's lease, its own time has to be running.
 *
 * @param <V> what is kept
 */
public final class Line<V> {

    private final V value;
    private final Grant grant;
    private final long untilMillis;
    private volatile LineState state;
    private volatile boolean used;

    Line(V value, Grant grant, LineState state, long untilMillis) {
        this.value = value;
        this.grant = grant;
        this.state = state;
        this.untilMillis = untilMillis;
    }

    public V value() {
        return value;
    }

    public Grant grant() {
        return grant;
    }

    public LineState state() {
        return state;
    }

    void become(LineState other) {
        state = other;
    }

    /** Until when it may be read, by the clock of the node; {@link Long#MAX_VALUE} is for ever. */
    public long untilMillis() {
        return untilMillis;
    }

    /** Notes that somebody has read it, so that keeping it was not for nothing. */
    public void use() {
        if (!used) {
            used = true;
        }
    }

    boolean isUsed() {
        return used;
    }
}
