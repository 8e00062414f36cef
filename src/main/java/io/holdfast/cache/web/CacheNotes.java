package io.holdfast.cache.web;

import io.holdfast.cache.web.CacheAnswers.CachePageView;
import io.holdfast.cache.web.CacheAnswers.CacheView;
import io.holdfast.cache.web.CacheAnswers.DeletedView;
import io.holdfast.cache.web.CacheAnswers.KeyPageView;
import io.holdfast.cache.web.CacheAnswers.LineView;
import io.holdfast.cache.web.CacheAnswers.NodesView;
import io.holdfast.cache.web.CacheAnswers.PurgeView;
import io.holdfast.cache.web.CacheAnswers.StatsView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of caches as a whole, in the API's document. */
final class CacheNotes {

    private static final String CACHE = """
            {"cache": "users", "version": "12", "birth": "12", "maxBytes": 1073741824, "ttlMillis": 300000,
             "staleWhileRevalidateMillis": 30000, "staleIfErrorMillis": 0, "jitterPercent": 0, "negativeTtlMillis": 60000,
             "backing": "none"%s}""";

    private static final String TOLD = ", \"pendingGroups\": []";

    private static final String STATS = """
            {"cache": "users", "entries": 2, "absent": 0, "kept": 0, "bytes": 421, "maxBytes": 1073741824, "dirty": 0,
             "dirtyBytes": 0, "oldestDirtyMillis": 0,
             "counts": {"written": 6, "deleted": 1, "expired": 0, "swept": 0, "evicted": 0, "evictedBytes": 0, "purges": 0,
              "clears": 0, "fills": 0, "fillsVoid": 0, "refused": 0, "writtenBack": 0, "reloaded": 0},
             "gets": {"hit_local": 0, "hit_leader": 1, "negative": 0, "stale": 0, "miss": 0, "fill_wait": 0},
             "hitRatio": 1.0, "lines": {},
             "invalidations": {"sent": 0, "acknowledged": 0, "acknowledgementMillis": 0.0, "leaseWaits": 0},
             "wishes": {"kept": 0, "vain": 0},
             "groups": [{"group": "data-0", "leader": "n1", "entries": 2, "bytes": 421, "tombstones": 1,
              "purgesRemembered": 0, "sweeping": false}],
             "unavailableGroups": []}""";

    private CacheNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                define(), get(), list(), delete(), keys(), line(), stats(), nodes(), purge(), purgeTag(), clear());
    }

    private static OperationNotes define() {
        return OperationNotes.of("defineCache")
                .answers(201, "The cache is there", CacheView.class)
                .answers(200, "It was there, and behaves like this now", CacheView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.VERSION_DIFFERS,
                        ProblemType.NOT_SUPPORTED,
                        CacheProblems.BACKING_FIXED,
                        CacheProblems.NO_STORE,
                        CacheProblems.CACHE_LIMIT)
                .step(
                        101,
                        "Create a cache",
                        """
                        {"ttl": "5m"}""",
                        201,
                        CACHE.replace("RevalidateMillis\": 30000", "RevalidateMillis\": 0")
                                .formatted(TOLD))
                .step(102, "Show what is stale while it is fetched anew", """
                        {"ttl": "5m", "staleWhileRevalidate": "30s"}""", 200, CACHE.formatted(TOLD));
    }

    private static OperationNotes get() {
        return OperationNotes.of("getCache")
                .answers(200, "How the cache behaves", CacheView.class)
                .problems(CacheProblems.CACHE_UNKNOWN)
                .step(103, "See how it behaves", 200, CACHE.formatted(""));
    }

    private static OperationNotes list() {
        return OperationNotes.of("listCaches")
                .answers(200, "A page of caches", CachePageView.class)
                .step(104, "List the caches", 200, """
                        {"caches": [%s], "cursor": null}""".formatted(CACHE.formatted("")));
    }

    private static OperationNotes delete() {
        return OperationNotes.of("deleteCache")
                .answers(200, "The cache is gone, and all that was in it", DeletedView.class)
                .problems(CacheProblems.CACHE_UNKNOWN, ProblemType.VERSION_DIFFERS)
                .step(119, "Delete the cache", 200, """
                        {"cache": "users", "state": "DELETED"}""");
    }

    private static OperationNotes keys() {
        return OperationNotes.of("listCacheEntries")
                .answers(200, "A page of keys", KeyPageView.class)
                .problems(CacheProblems.CACHE_UNKNOWN, ProblemType.NOT_SUPPORTED)
                .step(112, "List what is in it", 200, """
                        {"keys": [{"key": "alice", "version": "31", "state": "present", "bytes": 16}], "cursor": null}""");
    }

    private static OperationNotes line() {
        return OperationNotes.of("getCacheLine")
                .answers(200, "Where the entry is", LineView.class)
                .problems(CacheProblems.CACHE_UNKNOWN, ProblemType.NOT_SUPPORTED)
                .step(113, "See where an entry is", 200, """
                        {"key": "alice", "state": "present", "version": "31", "group": "data-1", "home": "n1",
                         "dirty": false, "ageMillis": 812, "freshMillis": 299188, "local": "I", "nodes": []}""");
    }

    private static OperationNotes stats() {
        return OperationNotes.of("getCacheStats")
                .answers(200, "How full it is, and how well it does", StatsView.class)
                .problems(CacheProblems.CACHE_UNKNOWN, ProblemType.NOT_SUPPORTED)
                .step(114, "See how well it does", 200, STATS);
    }

    private static OperationNotes nodes() {
        return OperationNotes.of("listCacheNodes")
                .answers(200, "The nodes", NodesView.class)
                .step(115, "See who may keep lines", 200, """
                        {"nodes": []}""");
    }

    private static OperationNotes everywhere(String operation) {
        return OperationNotes.of(operation)
                .anywhere()
                .answers(200, "Done in every data group", PurgeView.class)
                .problems(
                        ProblemType.GUARD_FAILED,
                        ProblemType.NOT_SUPPORTED,
                        CacheProblems.CACHE_UNKNOWN,
                        CacheProblems.PURGE_LIMIT);
    }

    private static OperationNotes purge() {
        return everywhere("purgeCache")
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                .step(116, "Let what carries a tag be fetched anew", """
                        {"tags": ["people"], "mode": "soft"}""", 200, """
                        {"cache": "users", "tags": ["people"], "mode": "soft"}""");
    }

    private static OperationNotes purgeTag() {
        return everywhere("purgeCacheTag").step(117, "Purge what carries it", 200, """
                {"cache": "users", "tags": ["people"], "mode": "hard"}""");
    }

    private static OperationNotes clear() {
        return everywhere("clearCache").step(118, "Empty the cache", 200, """
                {"cache": "users", "tags": [], "mode": "hard"}""");
    }
}
