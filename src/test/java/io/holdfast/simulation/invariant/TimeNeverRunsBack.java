package io.holdfast.simulation.invariant;

/** INV-1 and INV-2 of the replica: one sequence a step, and time that only passes. */
public final class TimeNeverRunsBack implements Invariant {

    @Override
    public void happened(Seen seen) {
        long steps = seen.after().sequence() - seen.before().sequence();
        int requests = seen.entry().requests().size();
        claim(steps == requests || steps == requests + 1, "steps were skipped or counted twice", seen);
        long expected = Math.max(seen.before().millis(), seen.entry().millis());
        claim(seen.after().millis() == expected, "time ran back or ahead", seen);
    }
}
