package io.holdfast.web;

import java.time.Duration;
import java.util.List;

/** How long a request may be held while it waits for something: the query parameter {@code poll} or {@code wait}. */
public final class Polls {

    private static final Duration DEFAULT = Duration.ofSeconds(30);
    private static final Duration MAX = Duration.ofSeconds(60);

    /** Requests that may wait for something call it {@code poll}; those that do nothing else call it {@code wait}. */
    private static final List<String> PARAMETERS = List.of("poll", "wait");

    private Polls() {}

    /** Reads the parameter of this name. */
    public static Duration parse(String parameter, String text) {
        return Duration.ofMillis(Durations.millis(parameter, text, MAX));
    }

    /** How long this call may be held; a parameter that is wrong is refused where it is used. */
    static Duration of(Call call) {
        try {
            for (var parameter : PARAMETERS) {
                var poll = call.getParameter(parameter);
                if (poll != null) {
                    return parse(parameter, poll);
                }
            }
            return DEFAULT;
        } catch (ProblemException _) {
            return DEFAULT;
        }
    }
}
