package io.holdfast.election;

import io.holdfast.core.SessionId;

/**
 * Who leads or would: a session, and within it a name.
 *
 * @param name what people call the candidate, and what leadership is transferred to
 */
public record Candidate(SessionId session, String name) {

    public Candidate {
        checkName(name);
    }

    /** Commands check the candidate they name: a machine that met an impossible one would stop the node. */
    static void checkName(String name) {
        if (name.isEmpty() || name.length() > ElectionLimits.NAME_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a candidate's name has 1 to " + ElectionLimits.NAME_LENGTH_MAX + " characters");
        }
    }
}
