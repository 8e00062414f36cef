package io.holdfast.cache.web;

import io.holdfast.cache.web.CacheAnswers.CountView;
import io.holdfast.cache.web.CacheAnswers.ItemsView;
import io.holdfast.cache.web.CacheAnswers.WrittenView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of entries of caches, in the API's document. */
final class EntryNotes {

    private EntryNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(get(), put(), delete(), patch(), increment(), getAll(), putAll(), deleteAll());
    }

    private static OperationNotes get() {
        return OperationNotes.of("getCacheEntry")
                .answers(200, "The value, as it was written", EntryController.ValueBody.class)
                .problems(
                        ProblemType.NOT_SUPPORTED,
                        CacheProblems.CACHE_UNKNOWN,
                        CacheProblems.ENTRY_UNKNOWN,
                        CacheProblems.ENTRY_ABSENT,
                        CacheProblems.WAITERS_EXHAUSTED,
                        CacheProblems.STORE_UNREACHABLE,
                        CacheProblems.NOT_CACHED)
                .step(106, "Read it", 200, """
                        {"name": "Alice"}""");
    }

    private static OperationNotes change(String operation) {
        return OperationNotes.of(operation)
                .anywhere()
                .problems(
                        ProblemType.GUARD_FAILED,
                        ProblemType.VERSION_DIFFERS,
                        ProblemType.NOT_SUPPORTED,
                        CacheProblems.STORE_BEHIND,
                        CacheProblems.STORE_UNREACHABLE,
                        CacheProblems.CACHE_UNKNOWN);
    }

    private static OperationNotes write(String operation) {
        return change(operation).problems(CacheProblems.CACHE_FULL);
    }

    private static OperationNotes put() {
        return write("putCacheEntry")
                .answers(201, "It is written, and was not there before", WrittenView.class)
                .answers(204, "It is written, in the place of another")
                .problems(CacheProblems.FILL_VOID)
                .step(105, "Write an entry", """
                        {"name": "Alice"}""", 201, """
                        {"key": "alice", "version": "21"}""");
    }

    private static OperationNotes delete() {
        return change("deleteCacheEntry").answers(204, "There is none");
    }

    private static OperationNotes patch() {
        return write("patchCacheEntry")
                .answers(204, "It is changed")
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, CacheProblems.ENTRY_UNKNOWN, CacheProblems.NOT_JSON);
    }

    private static OperationNotes increment() {
        return write("incrementCacheEntry")
                .answers(200, "What the number is now", CountView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, CacheProblems.NOT_A_NUMBER, CacheProblems.NUMBER_OVERFLOW)
                .step(108, "Count something", """
                        {"by": 5}""", 200, """
                        {"key": "hits", "value": "5", "version": "23"}""");
    }

    private static OperationNotes batch(String operation) {
        return OperationNotes.of(operation)
                .anywhere()
                .answers(200, "What became of each", ItemsView.class)
                .problems(
                        ProblemType.GUARD_FAILED,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.NOT_SUPPORTED,
                        CacheProblems.CACHE_UNKNOWN);
    }

    private static OperationNotes putAll() {
        return batch("putCacheEntries").problems(CacheProblems.KEYS_APART).step(109, "Write several", """
                        {"items": [{"key": "{bob}/name", "value": "Bob", "tags": ["people"]},
                         {"key": "{bob}/mail", "value": "bob@example.org", "ttl": "1m"}], "atomic": true}""", 200, """
                        {"items": [{"key": "{bob}/name", "status": 201, "version": "27"},
                         {"key": "{bob}/mail", "status": 201, "version": "27"}]}""");
    }

    private static OperationNotes getAll() {
        return batch("getCacheEntries").step(110, "Read several", """
                        {"keys": ["{bob}/mail", "carol"]}""", 200, """
                        {"items": [{"key": "{bob}/mail", "status": 200, "version": "27", "value": "bob@example.org",
                          "valueEncoding": "text", "contentType": "text/plain;charset=utf-8", "tags": [], "ageMillis": 12,
                          "remainingMillis": 59988},
                         {"key": "carol", "status": 404, "code": "entry-unknown", "version": "0"}]}""");
    }

    private static OperationNotes deleteAll() {
        return batch("deleteCacheEntries")
                .problems(CacheProblems.KEYS_APART)
                .step(111, "Delete several", """
                        {"items": [{"key": "{bob}/name"}, {"key": "{bob}/mail"}], "atomic": true}""", 200, """
                        {"items": [{"key": "{bob}/name", "status": 204, "version": "0"},
                         {"key": "{bob}/mail", "status": 204, "version": "0"}]}""");
    }
}
