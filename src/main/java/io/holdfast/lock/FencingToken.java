package io.holdfast.lock;

/**
 * Proves which grant a holder acts under. Tokens only grow: a resource that refuses a token lower than one it has seen
 * cannot be written to by a holder that lost the lock.
 *
 * @param value the sequence of the step that made the grant, or of the first grant of a running shared epoch
 */
public record FencingToken(long value) {

    /** No token: sequences begin with 1. */
    static final FencingToken NONE = new FencingToken(0);

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
