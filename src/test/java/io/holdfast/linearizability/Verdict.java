package io.holdfast.linearizability;

/** What the checker has found out about a history. */
public sealed interface Verdict {

    /** There is an order of all operations that explains every answer. */
    record Linearizable(int partitions, int operations, long steps) implements Verdict {}

    /** There is no such order. */
    record Violation(CounterExample counterExample) implements Verdict {

        @Override
        public String toString() {
            return counterExample.toString();
        }
    }

    /** The search was given up: this proves nothing, and counts as a failure. */
    record Undecided(Object partition, int operations, long steps) implements Verdict {}
}
