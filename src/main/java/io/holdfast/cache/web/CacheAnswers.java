package io.holdfast.cache.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON in which caches are described. */
final class CacheAnswers {

    private CacheAnswers() {}

    /** A cache and how it behaves. */
    @Schema(name = "Cache")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CacheView(
            String cache,

            @Schema(description = "Changes with the settings; also as the ETag")
            String version,

            @Schema(description = "The version with which it was created")
            String birth,

            long maxBytes,

            @Schema(description = "For how long an entry is fresh that says nothing; 0 is for ever")
            long ttlMillis,

            long staleWhileRevalidateMillis,
            long staleIfErrorMillis,
            int jitterPercent,
            long negativeTtlMillis,
            String backing,

            @Schema(description = "Data groups that could not be told yet; they learn it when they are back") @Nullable
            List<String> pendingGroups) {

        static CacheView of(CacheDefinition cache, @Nullable List<String> pending) {
            var settings = cache.settings();
            return new CacheView(
                    cache.cache().value(),
                    Long.toString(cache.version()),
                    Long.toString(cache.birth()),
                    settings.bytesMax(),
                    settings.windows().freshMillis(),
                    settings.windows().staleMillis(),
                    settings.windows().errorMillis(),
                    settings.jitterPercent(),
                    settings.negativeMillis(),
                    Input.word(settings.backing()),
                    pending);
        }
    }

    /** Some of many caches. */
    @Schema(name = "CachePage")
    record CachePageView(
            List<CacheView> caches,

            @Schema(description = "Pass it to get the next page; null after the last")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String cursor) {}

    /** A cache that is no more. */
    @Schema(name = "DeletedCache")
    record DeletedView(String cache, String state) {}

    /** An entry that was written. */
    @Schema(name = "CacheWritten")
    record WrittenView(
            String key,

            @Schema(description = "Also as the ETag") String version) {}

    /** A number that was added to. */
    @Schema(name = "CacheCount")
    record CountView(
            String key,

            @Schema(description = "What it is now: a 64-bit number, which JSON carries as a string")
            String value,

            String version) {}

    /** What was purged. */
    @Schema(name = "CachePurge")
    record PurgeView(
            String cache,

            @Schema(description = "Empty where everything was")
            List<String> tags,

            @Schema(description = "hard: gone; soft: stale") String mode) {}

    /** One of several entries. */
    @Schema(name = "CacheItem")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemView(
            String key,

            @Schema(description = "The status that it would have been answered with alone")
            int status,

            @Schema(description = "The problem's code, where there is one") @Nullable
            String code,

            @Schema(description = "0 where there is none") String version,

            @Schema(implementation = Object.class) @Nullable JsonNode value,

            @Schema(description = "json, text or base64") @Nullable
            String valueEncoding,

            @Nullable String contentType,
            @Nullable List<String> tags,
            @Nullable Long ageMillis,

            @Schema(description = "For which it is still fresh; null is for ever") @Nullable
            Long remainingMillis) {

        static ItemView of(String key, int status, @Nullable String code, long version) {
            return new ItemView(key, status, code, Long.toString(version), null, null, null, null, null, null);
        }
    }

    /** What became of each of several entries, in the order they were asked for. */
    @Schema(name = "CacheItems")
    record ItemsView(List<ItemView> items) {}

    /** A key in a list. */
    @Schema(name = "CacheKey")
    record KeyView(
            String key,
            String version,

            @Schema(description = "present, kept or absent") String state,

            int bytes) {}

    /** Some of many keys. */
    @Schema(name = "CacheKeyPage")
    record KeyPageView(
            List<KeyView> keys,

            @Schema(description = "Pass it to get the next page; null after the last")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String cursor) {}

    /** An entry and who has it. */
    @Schema(name = "CacheLine")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LineView(
            String key,

            @Schema(description = "present, kept, absent or nothing")
            String state,

            String version,

            @Schema(description = "The data group in which it lives")
            String group,

            @Schema(description = "The node that leads the group: the entry's home") @Nullable
            String home,

            @Schema(description = "Whether the backing store does not have it yet")
            boolean dirty,

            long ageMillis,

            @Schema(description = "For which it is still fresh; negative since it is stale; null is for ever") @Nullable
            Long freshMillis,

            @Schema(description = "The state of this node's line: M, E, S or I")
            String local,

            @Schema(description = "What the home knows; null if no node says that it is the home") @Nullable
            HomeLineView directory,

            @Schema(description = "What each node says that it has")
            List<NodeLineView> nodes) {}

    /** What the home of an entry knows of its copies. */
    @Schema(name = "CacheLineAtHome")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HomeLineView(
            String node,
            long term,

            @Schema(description = "Nodes that may have a copy")
            List<String> sharers,

            @Schema(description = "The node that is alone with its copy, if there is one") @Nullable
            String owner,

            @Schema(description = "Nodes that were told to drop their copy and have not answered")
            List<String> pendingAcknowledgements,

            @Schema(description = "Changes of the entry that are under way")
            int changes,

            @Schema(description = "Whether its cache is being purged")
            boolean sweeping) {

        static @Nullable HomeLineView of(LineViews.@Nullable AtHome home) {
            return home == null
                    ? null
                    : new HomeLineView(
                            home.node(),
                            home.term(),
                            home.holders(),
                            home.owner(),
                            home.awaited(),
                            home.changes(),
                            home.sweeping());
        }
    }

    /** What a node has of an entry. */
    @Schema(name = "CacheLineAtNode")
    record NodeLineView(
            String node,

            @Schema(
                    description =
                            "M, E, S or I; IS_D, IS_DI, IM_P, IM_PI while something is under way; UNKNOWN if the node has not answered")
            String state,

            @Schema(description = "Of its copy; 0 if it has none")
            String version,

            @Schema(description = "Whether the copy may be read now")
            boolean readable,

            @Schema(description = "For how long the node's lease still runs; 0 if it does not")
            long leaseMillis) {

        static NodeLineView of(LineViews.AtNode node) {
            return new NodeLineView(
                    node.node(),
                    node.answered() ? node.state() : "UNKNOWN",
                    Long.toString(node.version()),
                    node.readable(),
                    Math.max(0, node.leaseMillis()));
        }
    }

    /** How full a cache is, and what has happened to it. */
    @Schema(name = "CacheStats")
    record StatsView(
            String cache,
            long entries,

            @Schema(description = "Keys of which it is known that there is none")
            long absent,

            @Schema(description = "Entries that are kept only for those who ask for stale content")
            long kept,

            long bytes,
            long maxBytes,
            long dirty,
            long dirtyBytes,
            long oldestDirtyMillis,

            @Schema(description = "What has happened since the cache was made")
            Map<String, Long> counts,

            @Schema(description = "Reads on the node that answers, since it started: their hits and misses")
            Map<String, Long> gets,

            @Schema(description = "The part of those reads that were answered without a miss; null before any")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            Double hitRatio,

            @Schema(description = "Copies in the memory of the node that answers, by state")
            Map<String, Long> lines,

            CallBacksView invalidations,
            WishesView wishes,
            List<PartView> groups,

            @Schema(description = "Data groups that could not be asked; the sums lack them")
            List<String> unavailableGroups) {}

    /** What the node that answers has done about copies, as the home of some entries, since it started. */
    @Schema(name = "CacheInvalidations")
    record CallBacksView(
            @Schema(description = "Orders to drop copies, repetitions included")
            long sent,

            long acknowledged,

            @Schema(description = "How long nodes took to say so, on average")
            double acknowledgementMillis,

            @Schema(description = "How often changes had to wait for the end of a node's lease")
            long leaseWaits) {

        static CallBacksView of(LineViews.CallBacks callBacks) {
            return new CallBacksView(
                    callBacks.sent(),
                    callBacks.acknowledged(),
                    Math.round(callBacks.meanMillis() * 1_000) / 1e3,
                    callBacks.leaseWaits());
        }
    }

    /** Copies that the node that answers wanted back when they were called back, since it started. */
    @Schema(name = "CacheWishes")
    record WishesView(
            @Schema(description = "The node was given another copy, and has kept it")
            long kept,

            @Schema(description = "Nothing came of it") long vain) {

        static WishesView of(LineViews.Wishes wishes) {
            return new WishesView(wishes.kept(), wishes.vain());
        }
    }

    /** The part of a cache in one data group. */
    @Schema(name = "CachePart")
    record PartView(
            String group,
            @Nullable String leader,
            long entries,
            long bytes,
            long tombstones,
            int purgesRemembered,
            boolean sweeping) {

        static PartView of(String group, @Nullable String leader, CacheAnswer.PartView part) {
            return new PartView(
                    group,
                    leader,
                    part.present() + part.absent() + part.kept(),
                    part.bytes(),
                    part.tombstones(),
                    part.floors(),
                    part.sweeping());
        }
    }

    /** Nodes that may keep lines. */
    @Schema(name = "CacheNodes")
    record NodesView(List<NodeView> nodes) {}

    /** A node that may keep lines of a data group. */
    @Schema(name = "CacheNode")
    record NodeView(String node, String group, String incarnation, long renewal) {}
}
