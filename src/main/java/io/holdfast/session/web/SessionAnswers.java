package io.holdfast.session.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.session.SessionView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of sessions. Durations are milliseconds. */
final class SessionAnswers {

    private SessionAnswers() {}

    /** A session that was just opened. */
    @Schema(name = "OpenedSession")
    record OpenedView(String session, String name, long ttlMillis, long lockDelayMillis) {}

    /** A session that showed life. */
    @Schema(name = "LivingSession")
    record LivingView(String session, long ttlMillis, long remainingMillis) {}

    /** A session that was ended. */
    @Schema(name = "EndedSession")
    record EndedView(
            String session,
            @Schema(allowableValues = "ENDED") String state) {}

    /**
     * A session and what it owns.
     *
     * @param contents by kind: locks held, tickets that wait
     */
    @Schema(name = "Session")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateView(
            String session,
            String name,
            long ttlMillis,

            @Schema(description = "What is left of the ttl; only the leader knows") @Nullable
            Long remainingMillis,

            @Schema(
                    description =
                            "How long others are kept out of locks that it loses, where an acquire said nothing else")
            long lockDelayMillis,

            @Schema(description = "Opened by a request, and ends when it holds and waits for nothing")
            boolean implicit,

            Map<String, String> metadata,

            @JsonAnyGetter @Schema(hidden = true) Map<String, List<?>> contents) {

        static StateView of(SessionView session, @Nullable Long remainingMillis, Map<String, List<?>> contents) {
            return new StateView(
                    session.session().toString(),
                    session.name(),
                    session.ttlMillis(),
                    remainingMillis,
                    session.lockDelayMillis(),
                    session.implicit(),
                    session.metadata(),
                    contents);
        }
    }

    /** A page of sessions. */
    @Schema(name = "SessionPage")
    record PageView(
            List<StateView> sessions,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}
}
