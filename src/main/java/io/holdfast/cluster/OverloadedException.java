package io.holdfast.cluster;

/** Too many requests are under way. This one was refused before it reached the log. */
public final class OverloadedException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message);
    }
}
