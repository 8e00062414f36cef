package io.holdfast.cache.model;

/** Who is shown what can happen next. */
interface Steps {

    /**
     * @param after the state it leads to
     * @param what in a few words
     * @param who a node, or a home by its term
     * @param which the number of a request or a message; zero where there is none
     */
    void take(State after, String what, int who, long which);
}
