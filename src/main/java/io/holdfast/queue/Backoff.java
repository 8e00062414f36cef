package io.holdfast.queue;

/** How long a message waits for its next attempt after a failure. */
final class Backoff {

    private Backoff() {}

    /**
     * The queue's back-off, doubled with each failure after the first up to its bound, less up to a quarter: messages that
     * failed together do not come back together. Message and failures decide, so all replicas agree.
     */
    static long of(QueueSettings settings, long message, int failures) {
        long delay = settings.backoffMillis();
        for (int i = 1; i < failures && delay < settings.backoffMillisMax(); i++) {
            delay *= 2;
        }
        delay = Math.min(delay, settings.backoffMillisMax());
        return delay - Long.remainderUnsigned(Mix.of(message ^ Mix.of(failures)), delay / 4 + 1);
    }
}
