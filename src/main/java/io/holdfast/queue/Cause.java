package io.holdfast.queue;

import java.util.List;

/** Why a message is dead. The order is frozen: it stands on the shelf by its position. */
enum Cause {
    NONE(""),
    FAILURES("failures"),
    ATTEMPTS("attempts"),
    EXPIRED("expired"),
    GROUP("group"),
    /** By a consumer, who may have said why. */
    BURIED("buried");

    private static final List<Cause> ALL = List.of(values());

    /** What is told where nobody said anything else. */
    final String reason;

    Cause(String reason) {
        this.reason = reason;
    }

    static Cause of(int flags) {
        return ALL.get(flags >>> Flags.CAUSE_SHIFT & Flags.CAUSE);
    }
}
