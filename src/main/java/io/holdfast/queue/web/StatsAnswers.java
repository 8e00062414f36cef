package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.queue.QueueAnswer.Counts;
import io.holdfast.queue.QueueAnswer.RedriveView;
import io.holdfast.queue.QueueAnswer.ShardView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The JSON in which it is told how full a queue is, and what has happened to it. */
final class StatsAnswers {

    private StatsAnswers() {}

    /** One shard, and who leads it. */
    record Seen(int number, String group, @Nullable String leader, ShardView view) {}

    /** How often each thing has happened since the queue was created. */
    @Schema(name = "QueueCounts")
    record CountsView(
            long sent,
            long duplicates,
            long refused,
            long delivered,
            long redelivered,
            long acked,
            long failed,
            long released,

            @Schema(description = "Nobody settled them in time")
            long lapsed,

            long expired,

            @Schema(description = "How many became dead") long buried,

            long redriven,
            long cancelled,
            long purged) {

        static CountsView of(List<Counts> all) {
            return new CountsView(
                    sum(all, Counts::sent),
                    sum(all, Counts::duplicates),
                    sum(all, Counts::refused),
                    sum(all, Counts::delivered),
                    sum(all, Counts::redelivered),
                    sum(all, Counts::acked),
                    sum(all, Counts::failed),
                    sum(all, Counts::released),
                    sum(all, Counts::lapsed),
                    sum(all, Counts::expired),
                    sum(all, Counts::buried),
                    sum(all, Counts::redriven),
                    sum(all, Counts::cancelled),
                    sum(all, Counts::purged));
        }

        private static long sum(List<Counts> all, ToLongFunction<Counts> count) {
            return all.stream().mapToLong(count).sum();
        }
    }

    /** How full one shard is. */
    @Schema(name = "ShardStats")
    record ShardStatsView(
            int shard,

            @Schema(description = "The data group it lives in")
            String group,

            @Schema(description = "The node that leads it; null while nobody does")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String leader,

            long ready,
            long inFlight,
            long delayed,
            long dead,
            long bytes,
            long oldestReadyMillis) {

        static ShardStatsView of(Seen seen) {
            var view = seen.view();
            return new ShardStatsView(
                    seen.number(),
                    seen.group(),
                    seen.leader(),
                    view.ready(),
                    view.inFlight(),
                    view.delayed(),
                    view.dead(),
                    view.bytes(),
                    view.oldestReadyMillis());
        }
    }

    /** How full a queue is. */
    @Schema(name = "QueueStats")
    record StatsView(
            String queue,

            @Schema(description = "Can be received, or stand behind others of their group that can")
            long ready,

            long inFlight,
            long delayed,
            long dead,

            @Schema(description = "Of all payloads") long bytes,

            @Schema(description = "For how long the oldest has waited that can be received")
            long oldestReadyMillis,

            @Schema(description = "Since the oldest was handed out that is not settled")
            long oldestInFlightMillis,

            @Schema(description = "That have messages") long groups,

            @Schema(description = "Of which nothing can be received just now")
            long blockedGroups,

            boolean sendingPaused,
            boolean receivingPaused,

            @Schema(description = "Until the pause ends by itself; 0 if it does not, or there is none")
            long pauseRemainingMillis,

            @Schema(description = "Receives that wait on this node")
            long waiters,

            CountsView counts,
            List<ShardStatsView> shards,

            @Schema(description = "Shards that could not be asked, and are not in the sums")
            List<Integer> unavailable) {

        static StatsView of(String queue, List<Seen> seen, long waiters, List<Integer> unavailable) {
            var all = seen.stream().map(Seen::view).toList();
            return new StatsView(
                    queue,
                    sum(all, ShardView::ready),
                    sum(all, ShardView::inFlight),
                    sum(all, ShardView::delayed),
                    sum(all, ShardView::dead),
                    sum(all, ShardView::bytes),
                    most(all, ShardView::oldestReadyMillis),
                    most(all, ShardView::oldestInFlightMillis),
                    sum(all, ShardView::groups),
                    sum(all, ShardView::blockedGroups),
                    any(all, ShardView::sendingPaused),
                    any(all, ShardView::receivingPaused),
                    most(all, ShardView::pauseEndsMillis),
                    waiters,
                    CountsView.of(all.stream().map(ShardView::counts).toList()),
                    seen.stream().map(ShardStatsView::of).toList(),
                    unavailable);
        }
    }

    private static long sum(List<ShardView> all, ToLongFunction<ShardView> part) {
        return all.stream().mapToLong(part).sum();
    }

    private static long most(List<ShardView> all, ToLongFunction<ShardView> part) {
        return all.stream().mapToLong(part).max().orElse(0);
    }

    private static boolean any(List<ShardView> all, Predicate<ShardView> what) {
        return all.stream().anyMatch(what);
    }

    /** One group. */
    @Schema(name = "QueueGroup")
    record GroupView(
            String group,
            long ready,
            long inFlight,
            long delayed,

            @Schema(description = "Whether nothing of it can be received just now")
            boolean blocked,

            int shard) {}

    /** Some of many groups. */
    @Schema(name = "QueueGroupPage")
    record GroupPageView(
            List<GroupView> groups,

            @Schema(description = "Pass it to get the next page; null after the last")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String cursor) {}

    /** What was forgotten. */
    @Schema(name = "Purged")
    record PurgedView(
            String queue,

            @Schema(description = "Messages that were forgotten")
            long purged,

            @Schema(description = "Whether there may be more, because it took too long: repeat it under another key")
            boolean more) {}

    /** Whether a queue takes messages, and hands them out. */
    @Schema(name = "QueuePause")
    record PauseView(String queue, boolean sendingPaused, boolean receivingPaused) {}

    /** A redrive, and how far it is. */
    @Schema(name = "Redrive")
    record RedriveStatusView(
            String task,

            @Schema(description = "Messages that were dead when it began, in the shards where it goes on")
            long total,

            @Schema(description = "How many of them it has looked at")
            long seen,

            @Schema(description = "How many it has brought back")
            long redriven,

            @Schema(description = "RUNNING or CANCELLED") String state) {

        static RedriveStatusView of(String task, List<RedriveView> all, String state) {
            return new RedriveStatusView(
                    task,
                    all.stream().mapToLong(RedriveView::total).sum(),
                    all.stream().mapToLong(RedriveView::seen).sum(),
                    all.stream().mapToLong(RedriveView::redriven).sum(),
                    state);
        }
    }

    /** A redrive that has begun. */
    @Schema(name = "RedriveStarted")
    record RedriveStartedView(String queue, String task, String state) {}
}
