package io.holdfast.cache.web;

import static io.holdfast.cache.CachesCommand.ANY_VERSION;
import static io.holdfast.cache.CachesCommand.NO_VERSION;
import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.cache.CachesCommand.Define;
import io.holdfast.cache.CachesCommand.Delete;
import io.holdfast.cache.CachesResult;
import io.holdfast.cache.CachesResult.Defined;
import io.holdfast.cache.CachesResult.Deleted;
import io.holdfast.cache.CachesResult.Refused;
import io.holdfast.cache.web.CacheAnswers.CachePageView;
import io.holdfast.cache.web.CacheAnswers.CacheView;
import io.holdfast.cache.web.CacheAnswers.DeletedView;
import io.holdfast.cluster.Consensus;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Listing;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What caches there are. These mutations are the leader's of the coordination group; all that is below a cache is not. */
@RestController
@RequestMapping(path = Api.V1 + "/caches", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Caches")
class CacheController {

    private static final String ANY = "*";

    private final Consensus consensus;
    private final Caches caches;

    CacheController(Consensus consensus, Caches caches) {
        this.consensus = consensus;
        this.caches = caches;
    }

    @PutMapping(path = "/{cache}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "defineCache", summary = "Create a cache, or change how it behaves", description = """
            What is left out has its default, also where the cache has another value now: this replaces. Windows hold for \
            entries that are written after it and say nothing themselves. With `If-None-Match: *` it only creates; with \
            `If-Match` and the ETag of what was read it changes only that. `pendingGroups` names data groups that could \
            not be told, which learn it later. With `backing` `redis` what is written is written back to Redis, and what is \
            missed is looked up there; where the cluster has none, that is answered 422 `no-backing-store`.""")
    ResponseEntity<Object> define(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "users") @PathVariable
                    String cache,
            @Parameter(description = "The ETag that the cache has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "* if the cache must not be there")
                    @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false)
                    @Nullable
                    String ifNoneMatch,
            @RequestBody DefineRequest body,
            Mutation mutation) {
        var name = name(cache);
        mutation.tell(ifMatch + "/" + ifNoneMatch);
        if (caches.groupCount() == 0) {
            throw new ProblemException(CacheProblems.noGroups());
        }
        long ifVersion = ifVersion(name, ifMatch, ifNoneMatch);
        var settings = body.read();
        if (settings.backing() == Backing.REDIS && !caches.hasStore()) {
            throw new ProblemException(CacheProblems.noStore(name));
        }
        return switch (mutation.submit(new Define(name, settings, ifVersion), CachesResult.class)) {
            case Defined defined ->
                defined(new CacheDefinition(name, settings, defined.birth(), defined.version()), defined);
            case Refused(var reason) -> mutation.refuse(CacheProblems.refused(name, reason));
            case Deleted deleted -> throw new IllegalStateException("no answer to a definition: " + deleted);
        };
    }

    private ResponseEntity<Object> defined(CacheDefinition cache, Defined defined) {
        var pending = caches.tell(group -> {
            caches.configure(cache, group);
            return true;
        });
        var answer = defined.created()
                ? ResponseEntity.created(URI.create(Api.V1 + "/caches/" + cache.cache()))
                : ResponseEntity.ok();
        return answer.eTag(Terms.etag(cache.version())).body(CacheView.of(cache, pending));
    }

    private long ifVersion(CacheName cache, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null) {
            if (ifMatch != null || !ifNoneMatch.equals(ANY)) {
                throw ProblemException.badRequest("If-None-Match is * here, and without If-Match");
            }
            return NO_VERSION;
        }
        if (ifMatch == null) {
            return ANY_VERSION;
        }
        if (!ifMatch.equals(ANY)) {
            return Input.number("If-Match", ifMatch.replace("\"", ""));
        }
        var known = caches.known(cache);
        // No cache ever has this version: with nothing there, the condition fails.
        return known == null ? Long.MAX_VALUE : known.version();
    }

    @DeleteMapping("/{cache}")
    @Operation(operationId = "deleteCache", summary = "Delete a cache and all that is in it", description = """
            One that is created later under the same name is another cache and begins empty.""")
    ResponseEntity<Object> delete(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The ETag that the cache has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            Mutation mutation) {
        var name = name(cache);
        mutation.tell(String.valueOf(ifMatch));
        var command = new Delete(name, ifVersion(name, ifMatch, null));
        return switch (mutation.submit(command, CachesResult.class)) {
            case Deleted(long birth) -> {
                // What cannot be reached now is dropped by whoever leads it when it hears of this.
                var unused = caches.tell(group -> {
                    caches.drop(name, birth, group);
                    return true;
                });
                yield ResponseEntity.ok(new DeletedView(cache, "DELETED"));
            }
            case Refused(var reason) -> mutation.refuse(CacheProblems.refused(name, reason));
            case Defined defined -> throw new IllegalStateException("no answer to a deletion: " + defined);
        };
    }

    @GetMapping("/{cache}")
    @Operation(operationId = "getCache", summary = "Show how a cache behaves", description = """
            Linearizable on every node. What is in it is told by `stats`.""")
    ResponseEntity<Object> get(@Parameter(description = "The cache", example = "users") @PathVariable String cache) {
        var found = caches.anew(name(cache));
        return ResponseEntity.ok().eTag(Terms.etag(found.version())).body(CacheView.of(found, null));
    }

    @GetMapping
    @Operation(operationId = "listCaches", summary = "List the caches", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next.""")
    CachePageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(CacheName::new);
        int rows = query.rows();
        var page = consensus.read(CACHES, (machine, _) -> machine.list(prefix, after, rows));
        return new CachePageView(
                page.stream().map(cache -> CacheView.of(cache, null)).toList(),
                Page.cursorAfter(page.size() < rows ? null : page.getLast().cache()));
    }

    private static CacheName name(String cache) {
        return Input.valid(() -> new CacheName(cache));
    }
}
