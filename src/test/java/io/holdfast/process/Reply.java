package io.holdfast.process;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client knows after it has sent a request. */
sealed interface Reply {

    /** The request was decided, for or against it. */
    record Answered(
            int status,
            JsonNode body,
            String node,
            @Nullable URI location) implements Reply {}

    /** The request was certainly not carried out, nor will it be: no quorum, too busy, nobody there. */
    record Unavailable(String why) implements Reply {}

    /** The request may have been carried out, or may still be. */
    record Unknown(String why) implements Reply {}
}
