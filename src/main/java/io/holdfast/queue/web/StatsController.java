package io.holdfast.queue.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueAnswer;
import io.holdfast.queue.QueueAnswer.GroupViews;
import io.holdfast.queue.QueueInquiry.Groups;
import io.holdfast.queue.QueueInquiry.OfShard;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.Shard;
import io.holdfast.queue.web.StatsAnswers.GroupPageView;
import io.holdfast.queue.web.StatsAnswers.GroupView;
import io.holdfast.queue.web.StatsAnswers.Seen;
import io.holdfast.queue.web.StatsAnswers.StatsView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells how full a queue is. */
@RestController
@RequestMapping(path = Api.V1 + "/queues/{queue}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class StatsController {

    /** What was seen of a shard, or why nothing was. */
    private record Asked(
            Shard shard, @Nullable Seen seen, @Nullable ClusterException failure) {}

    private final Shards shards;
    private final WaitingRoom room;

    StatsController(Shards shards, WaitingRoom room) {
        this.shards = shards;
        this.room = room;
    }

    @GetMapping("/stats")
    @Operation(operationId = "getQueueStats", summary = "Show how full a queue is", description = """
            Sums over its shards, and each shard by itself; linearizable shard by shard. `oldestReadyMillis` is the age \
            to watch: it grows when consumers do not keep up.""")
    StatsView stats(@Parameter(description = "The queue", example = "jobs") @PathVariable String queue) {
        var found = shards.queue(queue);
        var asked = shards.each(Shards.of(found), this::ask);
        var seen = new ArrayList<Seen>();
        var unavailable = new ArrayList<Integer>();
        for (var one : asked) {
            if (one.seen() != null) {
                seen.add(one.seen());
            } else {
                unavailable.add(one.shard().number());
            }
        }
        if (seen.isEmpty() && asked.getFirst().failure() != null) {
            throw asked.getFirst().failure();
        }
        return StatsView.of(queue, seen, room.waiting().getOrDefault(found.queue(), 0), List.copyOf(unavailable));
    }

    private Asked ask(Shard shard) {
        try {
            var group = shards.groupOf(shard);
            var view = shards.ask(new OfShard(shard));
            var leader = group.leader();
            var name = leader == null ? null : leader.node();
            return new Asked(shard, new Seen(shard.number(), group.name(), name, view), null);
        } catch (ClusterException e) {
            return new Asked(shard, null, e);
        }
    }

    @GetMapping("/groups")
    @Operation(operationId = "listQueueGroups", summary = "List the groups that have messages", description = """
            In order of name, page by page. A group is blocked while a message of it is in flight, or waits for its next \
            attempt.""")
    GroupPageView groups(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "How many rows a page has, at most: 1 to 100, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    String limit,
            @Parameter(description = "Where the page before ended") @RequestParam(required = false) @Nullable
                    String cursor) {
        var found = shards.queue(queue);
        var row = Page.rowBefore(cursor);
        long rows = limit == null ? QueueLimits.PAGE_MAX : Input.number("limit", limit);
        return page(found, row == null ? "" : row, (int) Math.min(rows, Integer.MAX_VALUE));
    }

    /** A group lives in one shard, so that the first of all are among the first of each. */
    private GroupPageView page(CatalogueView queue, String after, int limit) {
        var inquiries = Shards.of(queue).stream()
                .map(shard -> Input.valid(() -> new Groups(shard, after, limit)))
                .toList();
        var pages = shards.each(inquiries, shards::ask);
        var all = new ArrayList<GroupView>();
        for (int shard = 0; shard < pages.size(); shard++) {
            for (var group : pages.get(shard).groups()) {
                all.add(view(shard, group));
            }
        }
        all.sort(Comparator.comparing(GroupView::group));
        var shown = List.copyOf(all.subList(0, Math.min(limit, all.size())));
        boolean goesOn = shown.size() < all.size() || pages.stream().anyMatch(GroupViews::more);
        return new GroupPageView(
                shown, goesOn ? Page.cursorAfter(shown.getLast().group()) : null);
    }

    private static GroupView view(int shard, QueueAnswer.GroupView group) {
        return new GroupView(group.group(), group.ready(), group.inFlight(), group.delayed(), group.blocked(), shard);
    }
}
