package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/** A machine that can be asked from other nodes, and that a leader asks before it appends anything. */
public interface Inquired<C extends Command> {

    /** Answers from the state as it is; quick, changes nothing, returns copies. */
    Answer answer(Inquiry<?> inquiry, long nowMillis);

    /**
     * What the command would lead to, where that is certain now and changes nothing; null where it has to be applied. Spares
     * the log what need not be in it, such as a look into an empty queue.
     */
    @Nullable
    Result foresee(C command, long nowMillis);

    /**
     * What goes to the caller beside this result of the command, such as the bodies of messages; null if nothing does. Asked
     * after the command was applied, which may be long ago where the answer is given again.
     */
    @Nullable
    Answer enclosure(C command, Result result);
}
