package io.holdfast.core;

/** Who can tell whether a guard holds: the machine that hands out fencing tokens in this group. */
public interface Fences {

    boolean admits(Guard guard);
}
