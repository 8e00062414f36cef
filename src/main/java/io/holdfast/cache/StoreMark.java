package io.holdfast.cache;

/**
 * How a part of a cache stands with the store behind it, as the log has it. What is in the store counts only as long as
 * nothing can have been lost there since: a store that was started anew, or emptied, says so by what it knows of this.
 *
 * @param epoch what was written to the store in another is nothing: a new one begins when all is cleared, and when the
 *     store has lost something
 * @param life changes whenever the store is met anew; what was written in another life is not said to be clean
 * @param run which start of the store was met last; empty before any
 * @param mark how far the store was written in this epoch, as far as anything depends on it: the step of the log whose state it
 *     was given last. A store that has lost something does not get there again by what was sent before
 */
public record StoreMark(long epoch, long life, String run, long mark) {

    static final int RUN_LENGTH_MAX = 64;

    /** Before the store was met. */
    static final StoreMark START = new StoreMark(0, 0, "", 0);

    public StoreMark {
        CacheLimits.check("the length of a run", run.length(), 0, RUN_LENGTH_MAX);
    }

    /** Everything that is in the store is nothing from now on. */
    StoreMark anew(long sequence) {
        return new StoreMark(sequence, sequence, run, 0);
    }

    StoreMark written(long upTo) {
        return new StoreMark(epoch, life, run, Math.max(mark, upTo));
    }

    /** The store was met in this run, and says that it was written so far. Less than was known says that it has lost something. */
    StoreMark met(long sequence, String nextRun, long found) {
        return found < mark
                ? new StoreMark(sequence, sequence, nextRun, 0)
                : new StoreMark(epoch, sequence, nextRun, mark);
    }
}
