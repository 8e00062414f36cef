package io.holdfast.simulation.invariant;

/** An entry without requests is appended only because something is due, so that an idle cluster appends nothing. */
public final class TicksActOnSomething implements Invariant {

    @Override
    public void happened(Seen seen) {
        boolean tick = seen.entry().requests().isEmpty();
        claim(!tick || seen.after().sequence() > seen.before().sequence(), "a tick for nothing", seen);
    }
}
