package io.holdfast.simulation;

/** What can happen in a turn. Numbers stand for whoever they fit, so that any turn can be left out of a run. */
sealed interface Act {

    /** A client asks for something new. */
    record Ask(int client) implements Act {}

    /** A client that has no answer yet asks again under the same key; one that has, checks whether it still is the same. */
    record Repeat(int client) implements Act {}

    /** A client uses the key of its last request for another one. */
    record Misuse(int client) implements Act {}

    record KeepAlive(int client) implements Act {}

    /** Another node leads; so many entries of the old leader that were not committed are. */
    record Elect(int node, int kept) implements Act {}

    record Crash(int node) implements Act {}

    record Start(int node) implements Act {}

    /** A node writes its state to disk; the log before it may be thrown away. */
    record TakeSnapshot(int node, boolean purge) implements Act {}

    /** A node's clock is set. */
    record Skew(int node, long millis) implements Act {}

    /** Nothing, for so long. */
    record Stall(long millis) implements Act {}
}
