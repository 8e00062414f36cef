package io.holdfast.core;

/** What became of a {@link Command}. Refusals are results: they replicate like any other. */
public interface Result {

    /** How many things it lists, each of which takes memory of its own; whoever keeps results counts them. */
    default int parts() {
        return 0;
    }
}
