package io.holdfast.wire;

/**
 * Bytes that this node cannot read as what they should be. A replica that met them in its log and went on would diverge,
 * so the node stops.
 */
public final class UnreadableEntryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnreadableEntryException(String message) {
        super(message);
    }

    public UnreadableEntryException(String message, Throwable cause) {
        super(message, cause);
    }
}
