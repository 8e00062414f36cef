package io.holdfast.cluster;

/** A condition of the cluster, as opposed to a refusal, which is a result. Exhaustive: an edge answers each. */
public abstract sealed class ClusterException extends RuntimeException
        permits NotLeaderException, NoLeaderException, OverloadedException, OutcomeUnknownException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message, null, false, false);
    }
}
