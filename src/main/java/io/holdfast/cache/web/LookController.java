package io.holdfast.cache.web;

import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheAnswer.KeyMark;
import io.holdfast.cache.CacheInquiry.Keys;
import io.holdfast.cache.CacheInquiry.Nodes;
import io.holdfast.cache.CacheInquiry.OfEntry;
import io.holdfast.cache.web.CacheAnswers.HomeLineView;
import io.holdfast.cache.web.CacheAnswers.KeyPageView;
import io.holdfast.cache.web.CacheAnswers.KeyView;
import io.holdfast.cache.web.CacheAnswers.LineView;
import io.holdfast.cache.web.CacheAnswers.NodeLineView;
import io.holdfast.cache.web.CacheAnswers.NodeView;
import io.holdfast.cache.web.CacheAnswers.NodesView;
import io.holdfast.cache.web.CacheAnswers.StatsView;
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

/** Looks inside caches. */
@RestController
@RequestMapping(path = Api.V1, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Caches")
class LookController {

    private final Caches caches;
    private final Reading reading;
    private final CacheStats stats;
    private final LineLook look;

    LookController(Caches caches, Reading reading, CacheStats stats, LineLook look) {
        this.caches = caches;
        this.reading = reading;
        this.stats = stats;
        this.look = look;
    }

    @GetMapping("/caches/{cache}/stats")
    @Operation(
            operationId = "getCacheStats",
            summary = "Show how full a cache is, and how well it does",
            description = """
            Entries and bytes are sums over the data groups, linearizable group by group; `gets` are those of the node \
            that answers.""")
    StatsView stats(@Parameter(description = "The cache", example = "users") @PathVariable String cache) {
        return stats.of(caches.cache(cache));
    }

    @GetMapping("/caches/{cache}/entries")
    @Operation(operationId = "listCacheEntries", summary = "List the keys of a cache", description = """
            In order of key, page by page; linearizable data group by data group. A page can have fewer rows than there \
            are behind it.""")
    KeyPageView keys(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "How many rows a page has, at most: 1 to 500, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    Integer limit,
            @Parameter(description = "Where the page before ended") @RequestParam(required = false) @Nullable
                    String cursor) {
        var found = caches.cache(cache);
        var row = Page.rowBefore(cursor);
        int rows = Input.limit(limit);
        var asked = new Keys(found.cache(), row == null ? "" : row, rows);
        var pages = caches.each(caches.groups(), group -> caches.group(group).ask(asked));
        return page(pages, rows);
    }

    /** Behind where one group's page ended, nothing is told of the others. */
    private static KeyPageView page(List<CacheAnswer.KeyPage> pages, int rows) {
        var all = new ArrayList<KeyMark>();
        String end = null;
        for (var page : pages) {
            all.addAll(page.keys());
            var next = page.next();
            end = next != null && (end == null || next.compareTo(end) < 0) ? next : end;
        }
        all.sort(Comparator.comparing(KeyMark::key));
        var last = end;
        var shown = all.stream()
                .filter(key -> last == null || key.key().compareTo(last) <= 0)
                .limit(rows)
                .toList();
        boolean cut = shown.size() < all.size();
        var cursor = !cut
                ? last
                : shown.size() == rows || last == null ? shown.getLast().key() : last;
        return new KeyPageView(shown.stream().map(LookController::view).toList(), Page.cursorAfter(cursor));
    }

    private static KeyView view(KeyMark mark) {
        return new KeyView(mark.key(), Long.toString(mark.version()), Input.word(mark.kind()), mark.size());
    }

    @GetMapping("/caches/{cache}/entries/{key}/line")
    @Operation(operationId = "getCacheLine", summary = "Show where an entry is, and who has it", description = """
            The entry as it is, linearizably; what its home knows of copies; and what each node says that it has, at \
            moments of their own. A node that does not answer within half a second has the state `UNKNOWN`.""")
    LineView line(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key", example = "alice") @PathVariable String key) {
        var name = Caches.key(caches.cache(cache), key);
        var group = caches.group(caches.homeOf(name));
        var sight = group.ask(new OfEntry(name));
        var leader = group.leader();
        var seen = look.of(name, group.name());
        return new LineView(
                key,
                Input.word(sight.kind() == CacheAnswer.Kind.NO_CACHE ? CacheAnswer.Kind.NOTHING : sight.kind()),
                Long.toString(sight.version()),
                group.name(),
                leader == null ? null : leader.node(),
                sight.dirty(),
                sight.ageMillis(),
                sight.version() == 0 || sight.freshMillis() == CacheAnswer.FOR_EVER ? null : sight.freshMillis(),
                String.valueOf(reading.line(name)),
                HomeLineView.of(seen.home()),
                seen.nodes().stream().map(NodeLineView::of).toList());
    }

    @GetMapping("/cache-nodes")
    @Operation(operationId = "listCacheNodes", summary = "List the nodes that may keep lines", description = """
            With the leases under which they may, data group by data group.""")
    NodesView nodes() {
        var all = new ArrayList<NodeView>();
        for (int number : caches.groups()) {
            var group = caches.group(number);
            group.ask(new Nodes())
                    .nodes()
                    .forEach(node -> all.add(new NodeView(
                            node.node(), group.name(), Long.toString(node.incarnation()), node.renewal())));
        }
        return new NodesView(all);
    }
}
