package io.holdfast.queue.web;

import io.holdfast.cluster.Mirror;
import io.holdfast.cluster.Mirror.Restored;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is answered about the mirror of queues. */
final class MirrorAnswers {

    private MirrorAnswers() {}

    @Schema(name = "Mirror")
    record MirrorView(
            @Schema(description = "Who says this", example = "n1")
            String node,

            @Schema(
                    description = "Where the mirror stands",
                    allowableValues = {"off", "unreachable", "keeping", "foreign", "restoring"},
                    example = "keeping")
            String state,

            @Schema(description = "The cluster whose queues it holds; empty where that is not known")
            String cluster,

            @Schema(description = "Messages this node has written to it since it started")
            long added,

            @Schema(description = "Messages this node has taken out of it since it started")
            long removed,

            @Schema(description = "The last restore of this node, if there was one") @Nullable
            RestoreView restore) {

        static MirrorView of(String node, Mirror.View view) {
            var restored = view.restored();
            return new MirrorView(
                    node,
                    view.state().name().toLowerCase(Locale.ROOT),
                    view.cluster(),
                    view.added(),
                    view.removed(),
                    restored == null ? null : RestoreView.of(restored));
        }
    }

    @Schema(name = "Restore")
    record RestoreView(
            @Schema(description = "Whether it is through") boolean done,
            @Schema(description = "Queues that are back") long queues,
            @Schema(description = "Messages that are back") long messages,

            @Schema(description = "Messages that their queue did not take")
            long refused,

            @Schema(description = "Messages whose time was over")
            long expired,

            @Schema(description = "Why it ended early; empty if it did not")
            String failure) {

        static RestoreView of(Restored restored) {
            return new RestoreView(
                    restored.done(),
                    restored.queues(),
                    restored.messages(),
                    restored.refused(),
                    restored.expired(),
                    restored.failure());
        }
    }
}
