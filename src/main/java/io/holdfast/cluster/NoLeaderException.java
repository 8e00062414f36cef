package io.holdfast.cluster;

/** No leader is known, or no majority confirms it. Nothing was changed; try again shortly. */
public final class NoLeaderException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public NoLeaderException(String message) {
        super(message);
    }
}
