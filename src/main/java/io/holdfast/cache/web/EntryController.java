package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.edge.Found;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Entries, as they are. */
@RestController
@RequestMapping(Api.V1 + "/caches/{cache}/entries/{key}")
@Tag(name = "Caches")
class EntryController {

    /** Stands for all that a value can be. */
    @Schema(name = "CacheValue", description = "Anything: JSON or not")
    record ValueBody() {}

    private final Caches caches;
    private final Reading reading;
    private final EntryChanges changes;
    private final Gets gets;

    EntryController(Caches caches, Reading reading, EntryChanges changes, Gets gets) {
        this.caches = caches;
        this.reading = reading;
        this.changes = changes;
        this.gets = gets;
    }

    @GetMapping
    @Operation(operationId = "getCacheEntry", summary = "Read an entry", description = """
            The value as it was written, linearizably on every node. The `ETag` is the \
            version; with `If-None-Match` it is answered 304 if that is still so. `Cache-Status` (RFC 9211) tells where the answer comes from. \
            `Cache-Control` of the request asks for more or for less: `no-cache` has the home asked, `only-if-cached` \
            nobody (504 if this node has no line), `max-stale=N` takes what has been stale for so long, \
            `stale-if-error=N` does so only if the home cannot be reached. With `Prefer: wait=N` a miss gives the first \
            who asks a `Fill-Lease`, by which to write what is missing; the others are held for up to N seconds until it \
            is there, or one of them is next. An entry that is stale, or with `Prefer: refresh-ahead=0.8` has lived \
            for four fifths of its time, is answered with such a lease for one of its readers. Any node answers.""")
    @Parameter(
            name = EntryWish.PREFER,
            in = ParameterIn.HEADER,
            description = "wait=N, refresh-ahead=0.8: how to go about a miss",
            schema = @Schema(type = "string"))
    @Parameter(
            name = HttpHeaders.CACHE_CONTROL,
            in = ParameterIn.HEADER,
            description = "no-cache, only-if-cached, max-stale=N, stale-if-error=N",
            schema = @Schema(type = "string"))
    @Nullable
    ResponseEntity<Object> get(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key: up to 512 bytes, percent-encoded", example = "alice") @PathVariable
                    String key,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        var found = caches.cache(cache);
        var name = Caches.key(found, key);
        var read = reading.read(name, EntryWish.of(request));
        count(found, read);
        if (!read.shown()) {
            throw missed(name, read);
        }
        var content = read.found().content();
        if (content == null) {
            throw absent(name, read);
        }
        var headers = reading.headers(read, response::addHeader).entry(read.found());
        if (Terms.matches(request, read.found().version())) {
            return new ResponseEntity<>(HttpStatus.NOT_MODIFIED);
        }
        headers.content(content.type());
        // These are bytes already: to have a converter found for them costs more than to have looked them up. With that
        // the answer is given.
        var value = Coding.plain(content);
        response.setContentLength(value.length);
        response.getOutputStream().write(value);
        return null;
    }

    private ProblemException missed(CacheKey key, Reading.Read read) {
        var state = read.found().state();
        if (state == Found.State.UNKNOWN) {
            return missed(CacheProblems.notCached(key), read, "not-cached");
        }
        if (read.pendingMillis() > 0) {
            return missed(CacheProblems.nothing(key), read, "fill-pending");
        }
        if (read.lease() != null) {
            return missed(CacheProblems.nothing(key), read, "fill-lease");
        }
        return state == Found.State.UNREACHED
                ? missed(CacheProblems.unreached(key), read, "store-unreachable")
                : missed(CacheProblems.nothing(key), read, "");
    }

    private ProblemException missed(Problem problem, Reading.Read read, String detail) {
        var headers = reading.headers(read, problem::header).miss(detail);
        if (read.pendingMillis() > 0) {
            headers.retryAfter(read.pendingMillis());
        }
        return new ProblemException(problem);
    }

    private ProblemException absent(CacheKey key, Reading.Read read) {
        var problem = CacheProblems.absent(key);
        reading.headers(read, problem::header).entry(read.found());
        return new ProblemException(problem);
    }

    private void count(CacheDefinition cache, Reading.Read read) {
        var found = read.found();
        var kind = Gets.Kind.MISS;
        if (read.shown()) {
            kind = found.state() == Found.State.ABSENT
                    ? Gets.Kind.NEGATIVE
                    : found.isStale()
                            ? Gets.Kind.STALE
                            : found.source() == Found.Source.LOCAL ? Gets.Kind.HIT_LOCAL : Gets.Kind.HIT_LEADER;
        }
        gets.count(cache.cache(), read.shown() && read.waited() ? Gets.Kind.FILL_WAIT : kind);
    }

    @PutMapping
    @Operation(operationId = "putCacheEntry", summary = "Write an entry", description = """
            The body is the value, whatever it is, up to 1 MiB, and keeps its `Content-Type`. `Cache-Control: max-age=60, \
            stale-while-revalidate=30, stale-if-error=600` says for how long it is fresh, how long it is shown after \
            that, and how long kept for those who ask; what is left out is as the cache has it. `Cache-Tag: a b` names \
            tags by which it can be purged. With `If-Match` or `If-None-Match: *` it is a compare-and-set; with \
            `Fill-Lease` it is refused if anything happened to the key since the miss. `absent=true` writes that there is \
            none. Answered when a majority has it on disk and no node has an older copy. Any node takes it.""")
    @Parameter(
            name = HttpHeaders.CACHE_CONTROL,
            in = ParameterIn.HEADER,
            description = "max-age, stale-while-revalidate, stale-if-error, in seconds",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.CACHE_TAG,
            in = ParameterIn.HEADER,
            description = "Up to 32 tags, with spaces or commas between",
            schema = @Schema(type = "string"))
    @Parameter(
            name = HttpHeaders.IF_MATCH,
            in = ParameterIn.HEADER,
            description = "The ETag that the entry has to have, or * for any",
            schema = @Schema(type = "string"))
    @Parameter(
            name = HttpHeaders.IF_NONE_MATCH,
            in = ParameterIn.HEADER,
            description = "* if there must be no entry",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.FILL_LEASE,
            in = ParameterIn.HEADER,
            description = "As it came with the miss",
            schema = @Schema(type = "string"))
    @RequestBody(
            description = "The value: anything",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ValueBody.class)))
    ResponseEntity<Object> put(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key: up to 512 bytes, percent-encoded", example = "alice") @PathVariable
                    String key,
            @Parameter(description = "Whether to write that there is none") @RequestParam(defaultValue = "false")
                    String absent,
            LocalMutation mutation) {
        var found = caches.cache(cache);
        boolean negative = Boolean.parseBoolean(absent);
        var draft = new Draft(
                negative ? null : content(mutation), Terms.windows(mutation, found, negative), Terms.tags(mutation));
        return changes.write(Caches.key(found, key), draft, mutation);
    }

    private static io.holdfast.cache.Content content(LocalMutation mutation) {
        var type = Optional.ofNullable(mutation.request().getContentType())
                .orElse(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        mutation.tell(type);
        return Coding.content(type, mutation.body());
    }

    @DeleteMapping
    @Operation(operationId = "deleteCacheEntry", summary = "Delete an entry", description = """
            There is none after that, on any node, whether there was one before or not; leases to fill it are void. With \
            `If-Match` only the version that is named.""")
    ResponseEntity<Object> delete(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The key", example = "alice") @PathVariable String key,
            @Parameter(description = "The ETag that the entry has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            LocalMutation mutation) {
        mutation.tell(String.valueOf(ifMatch));
        return changes.delete(Caches.key(caches.cache(cache), key), Terms.condition(ifMatch, null), mutation);
    }
}
