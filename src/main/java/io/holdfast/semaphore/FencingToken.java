package io.holdfast.semaphore;

/**
 * Proves which grant a holder acts under. A later grant has a greater token; grants that one step made together share it.
 *
 * @param value the sequence of the step that made the grant
 */
public record FencingToken(long value) implements Comparable<FencingToken> {

    @Override
    public int compareTo(FencingToken other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
