package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/** Something a client asks a machine to change. Commands are records, validated by their constructors. */
public interface Command {

    /** The session on whose behalf the command is made; it must be alive when the command is applied. */
    default @Nullable SessionId session() {
        return null;
    }

    /** The step that applies this has at least this sequence: what is skipped is never handed out in this group. */
    default long sequenceMin() {
        return 0;
    }
}
