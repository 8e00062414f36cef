package io.holdfast.simulation;

/**
 * One turn of a run: time passes, something happens, and the log and the replicas move on as far as the dice let them.
 *
 * @param dice decides all that the turn leaves open
 */
record Turn(long millis, Act act, long dice) {}
