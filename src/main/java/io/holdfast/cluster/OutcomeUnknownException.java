package io.holdfast.cluster;

/** The request may have happened, may yet happen, or may never. Repeat it under the same key to learn which. */
public final class OutcomeUnknownException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message) {
        super(message);
    }
}
