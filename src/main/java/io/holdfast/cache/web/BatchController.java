package io.holdfast.cache.web;

import io.holdfast.cache.web.CacheAnswers.ItemsView;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Reads and changes many entries with one request. */
@RestController
@RequestMapping(path = Api.V1 + "/caches/{cache}/entries", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Caches")
class BatchController {

    /** Which entries to read. */
    @Schema(name = "CacheBatchGetRequest")
    record GetRequest(
            @Schema(description = "1 to 1,000 keys", example = "[\"alice\", \"bob\"]")
            List<String> keys) {}

    /** What to write. */
    @Schema(name = "CacheBatchPutRequest")
    record PutRequest(
            @Schema(description = "1 to 1,000 entries, each key once")
            List<PutItem> items,

            @Schema(description = "Whether all are written in one step or none; their keys have to live together")
            @Nullable
            Boolean atomic) {}

    /** An entry to write. */
    @Schema(name = "CachePutItem")
    record PutItem(
            String key,

            @Schema(
                    description = "The value: JSON, or text in the encoding that is named",
                    implementation = Object.class)
            @Nullable
            JsonNode value,

            @Schema(description = "json, the default unless the value is a string; text, the default then; or base64")
            @Nullable
            String valueEncoding,

            @Nullable String contentType,

            @Schema(description = "Whether to write that there is none") @Nullable
            Boolean absent,

            @Schema(description = "For how long it is fresh: by default as the cache has it", example = "1m") @Nullable
            String ttl,

            @Nullable String staleWhileRevalidate,
            @Nullable String staleIfError,
            @Nullable List<String> tags,

            @Schema(description = "The version that the entry has to have, or *") @Nullable
            String ifMatch,

            @Schema(description = "* if there must be no entry") @Nullable
            String ifNoneMatch) {}

    /** What to delete. */
    @Schema(name = "CacheBatchDeleteRequest")
    record DeleteRequest(
            @Schema(description = "1 to 1,000 entries, each key once")
            List<DeleteItem> items,

            @Schema(description = "Whether all are deleted in one step or none; their keys have to live together")
            @Nullable
            Boolean atomic) {}

    /** An entry to delete. */
    @Schema(name = "CacheDeleteItem")
    record DeleteItem(
            String key,

            @Schema(description = "The version that the entry has to have, or *") @Nullable
            String ifMatch) {}

    private final Caches caches;
    private final Batches batches;

    BatchController(Caches caches, Batches batches) {
        this.caches = caches;
        this.batches = batches;
    }

    @PostMapping("/batch-get")
    @Operation(operationId = "getCacheEntries", summary = "Read several entries", description = """
            Each linearizably for itself. Values that together are more than 4 MiB are left out, with status 413: read \
            them alone.""")
    ResponseEntity<Object> get(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @RequestBody GetRequest body) {
        return ResponseEntity.ok(new ItemsView(batches.get(caches.cache(cache), body.keys())));
    }

    @PostMapping("/batch-put")
    @Operation(operationId = "putCacheEntries", summary = "Write several entries", description = """
            The answer tells of each what it would have been told alone. With `atomic` all are written in one step, or \
            none if the condition of one does not hold: then those stand there with 412, and the others with 424. What is \
            to be atomic has to live in one data group, which keys with a common part in braces do, such as `{alice}/name` and `{alice}/mail`; others are \
            answered 422 `keys-apart`. Repeated under the same key, nothing is written twice.""")
    ResponseEntity<Object> put(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @RequestBody PutRequest body,
            LocalMutation mutation) {
        boolean atomic = Boolean.TRUE.equals(body.atomic());
        return ResponseEntity.ok(new ItemsView(batches.put(caches.cache(cache), body.items(), atomic, mutation)));
    }

    @PostMapping("/batch-delete")
    @Operation(operationId = "deleteCacheEntries", summary = "Delete several entries", description = """
            As `batch-put`: each for itself, or with `atomic` all in one step or none.""")
    ResponseEntity<Object> delete(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @RequestBody DeleteRequest body,
            LocalMutation mutation) {
        boolean atomic = Boolean.TRUE.equals(body.atomic());
        return ResponseEntity.ok(new ItemsView(batches.delete(caches.cache(cache), body.items(), atomic, mutation)));
    }
}
