package io.holdfast.web;

import java.time.Duration;

/** How long a request may be held while it waits for something: the query parameter {@code poll}. */
public final class Polls {

    private static final Duration DEFAULT = Duration.ofSeconds(30);
    private static final Duration MAX = Duration.ofSeconds(60);

    private static final String PARAMETER = "poll";

    private Polls() {}

    /** Reads the parameter of this name. */
    public static Duration parse(String parameter, String text) {
        return Duration.ofMillis(Durations.millis(parameter, text, MAX));
    }

    /** How long this call may be held; a parameter that is wrong is refused where it is used. */
    static Duration of(Call call) {
        try {
            var poll = call.getParameter(PARAMETER);
            return poll == null ? DEFAULT : parse(PARAMETER, poll);
        } catch (ProblemException _) {
            return DEFAULT;
        }
    }
}
