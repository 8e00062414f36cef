package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.queue.CatalogueView;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON in which queues are described. */
final class QueueAnswers {

    private QueueAnswers() {}

    /** A queue and how it behaves. */
    @Schema(name = "Queue")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record QueueView(
            String queue,

            @Schema(description = "Changes with the settings; also as the ETag")
            String version,

            @Schema(description = "The version with which it was created")
            String birth,

            int shards,
            long visibilityMillis,
            int failuresMax,
            int attemptsMax,
            long backoffMillis,
            long backoffMaxMillis,

            @Schema(description = "0 is for ever") long ttlMillis,

            String onExpiry,
            long deduplicationMillis,
            long messagesMax,
            long bytesMax,
            int inFlightMax,
            String onFailure,

            @Schema(description = "0 is for ever") long keepDeadMillis,

            @Schema(
                    description =
                            "Shards that could not be told yet; they learn it when they are back, and before they take"
                                    + " or hand out anything")
            @Nullable
            List<Integer> pendingShards) {

        static QueueView of(CatalogueView queue, @Nullable List<Integer> pending) {
            var settings = queue.settings();
            return new QueueView(
                    queue.queue().value(),
                    Long.toString(queue.version()),
                    Long.toString(queue.birth()),
                    settings.shards(),
                    settings.visibilityMillis(),
                    settings.failuresMax(),
                    settings.attemptsMax(),
                    settings.backoffMillis(),
                    settings.backoffMillisMax(),
                    settings.ttlMillis(),
                    Input.word(settings.expiry()),
                    settings.deduplicationMillis(),
                    settings.messagesMax(),
                    settings.bytesMax(),
                    settings.inFlightMax(),
                    Input.word(settings.onFailure()),
                    settings.deadMillis(),
                    pending);
        }
    }

    /** Some of many queues. */
    @Schema(name = "QueuePage")
    record QueuePageView(
            List<QueueView> queues,

            @Schema(description = "Pass it to get the next page; null after the last")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String cursor) {}

    /** A queue that is no more. */
    @Schema(name = "DeletedQueue")
    record DeletedView(String queue, String state) {}
}
