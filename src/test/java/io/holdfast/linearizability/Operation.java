package io.holdfast.linearizability;

import org.jspecify.annotations.Nullable;

/**
 * What one client asked, what it was told, and the interval in which it must have happened. Without an output the
 * outcome is unknown: it happened at some time after the invocation, or never.
 */
public record Operation<I, O>(int client, I input, @Nullable O output, long invokedNanos, long completedNanos) {

    /** The end of an interval that stays open. */
    public static final long NEVER = Long.MAX_VALUE;

    public Operation {
        if ((output == null) != (completedNanos == NEVER)) {
            throw new IllegalArgumentException("exactly an operation without an output stays open");
        }
        if (completedNanos < invokedNanos) {
            throw new IllegalArgumentException("completed at " + completedNanos + ", invoked at " + invokedNanos);
        }
    }

    public static <I, O> Operation<I, O> unknown(int client, I input, long invokedNanos) {
        return new Operation<>(client, input, null, invokedNanos, NEVER);
    }

    public boolean isKnown() {
        return output != null;
    }

    @Override
    public String toString() {
        return output == null
                ? "[%,14d ..        unknown us] client %-3d %s".formatted(invokedNanos / 1_000, client, input)
                : "[%,14d .. %,14d us] client %-3d %s -> %s"
                        .formatted(invokedNanos / 1_000, completedNanos / 1_000, client, input, output);
    }
}
