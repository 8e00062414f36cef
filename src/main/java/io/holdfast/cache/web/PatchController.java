package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Increment;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.Found;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes entries by what is in them. */
@RestController
@RequestMapping(Api.V1 + "/caches/{cache}/entries/{key}")
@Tag(name = "Caches")
class PatchController {

    static final String MERGE_PATCH = "application/merge-patch+json";

    /** Compare-and-set is tried this often against others who write the same entry. */
    private static final int ATTEMPTS_MAX = 20;

    /** Stands for all that a patch can be. */
    @Schema(name = "MergePatch", description = "What to change (RFC 7396)")
    record PatchBody() {}

    /** How much to add. */
    @Schema(name = "IncrementRequest")
    record IncrementRequest(
            @Schema(description = "How much to add, less than nothing to subtract: by default 1", example = "5")
            @Nullable
            Long by) {}

    private final Caches caches;
    private final EntryChanges changes;
    private final Patching patching;

    PatchController(Caches caches, EntryChanges changes, Patching patching) {
        this.caches = caches;
        this.changes = changes;
        this.patching = patching;
    }

    @PostMapping("/increment")
    @Operation(operationId = "incrementCacheEntry", summary = "Add to a number", description = """
            The entry is a decimal number of 64 bits as text; where there is none it is zero so far. Done in one step \
            where the entry lives, so no two increments lose one another. The entry keeps its windows and its tags.""")
    ResponseEntity<Object> increment(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key", example = "hits") @PathVariable String key,
            @Parameter(description = "The ETag that the entry has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            @RequestBody(required = false) @Nullable IncrementRequest body,
            LocalMutation mutation) {
        var found = caches.cache(cache);
        long by = body == null || body.by() == null ? 1 : body.by();
        mutation.tell(String.valueOf(ifMatch));
        var command = new Increment(
                Caches.key(found, key), by, Terms.windows(mutation, found, false), Terms.condition(ifMatch, null));
        return changes.count(command, mutation);
    }

    @PatchMapping(consumes = {MERGE_PATCH, "application/json"})
    @Operation(operationId = "patchCacheEntry", summary = "Change parts of a JSON entry", description = """
            A merge patch (RFC 7396): members replace members, null removes them. The entry is read at its home, patched, \
            and written if it is still the same; else it is read anew. It keeps its windows, what is left of its time, and its tags.""")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            description = "What to change",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = PatchBody.class),
                            examples = @ExampleObject(name = "change-mail", value = """
                                                    {"mail": "alice@example.org", "phone": null}""")))
    ResponseEntity<Object> patch(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key", example = "alice") @PathVariable String key,
            @Parameter(description = "The ETag that the entry has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            LocalMutation mutation) {
        var found = caches.cache(cache);
        var name = Caches.key(found, key);
        mutation.tell(String.valueOf(ifMatch));
        long condition = Terms.condition(ifMatch, null);
        mutation.check();
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            var command = patched(name, condition, mutation);
            var result = changes.change(name, "p" + attempt, command, mutation);
            boolean overtaken = result instanceof Refused refused && refused.reason() == Reason.VERSION_DIFFERS;
            if (!overtaken || condition > 0) {
                return changes.written(name, result, mutation);
            }
        }
        throw new OverloadedException("others keep writing " + name.key());
    }

    private Write patched(CacheKey key, long condition, LocalMutation mutation) {
        var found = patching.read(key);
        if (found.state() == Found.State.UNREACHED) {
            throw new ProblemException(CacheProblems.unreached(key));
        }
        if (found.state() != Found.State.PRESENT || found.content() == null) {
            throw new ProblemException(CacheProblems.nothing(key));
        }
        var content = patching.merge(key, found.content(), mutation.body());
        long version = condition > 0 ? condition : found.version();
        return new Write(key, new Draft(content, rest(found), found.tags()), version, null);
    }

    /** What is left of the entry's time; what is stale stays stale, as well as that can be said. */
    private static Windows rest(Found found) {
        var windows = found.windows();
        return found.remainingMillis() == Found.FOR_EVER
                ? windows
                : new Windows(Math.max(1, found.remainingMillis()), windows.staleMillis(), windows.errorMillis());
    }
}
