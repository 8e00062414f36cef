package io.holdfast.election;

/**
 * One leader's time in office, and its fencing token: a later leader of the same election has a greater term.
 *
 * @param value the sequence of the step that elected
 */
public record Term(long value) {

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
