package io.holdfast.queue.web;

import static io.holdfast.queue.CatalogueCommand.ANY_VERSION;
import static io.holdfast.queue.CatalogueCommand.NO_VERSION;
import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.holdfast.cluster.Consensus;
import io.holdfast.queue.CatalogueCommand.Define;
import io.holdfast.queue.CatalogueCommand.Delete;
import io.holdfast.queue.CatalogueResult;
import io.holdfast.queue.CatalogueResult.Defined;
import io.holdfast.queue.CatalogueResult.Deleted;
import io.holdfast.queue.CatalogueResult.Refused;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Drop;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.web.QueueAnswers.DeletedView;
import io.holdfast.queue.web.QueueAnswers.QueuePageView;
import io.holdfast.queue.web.QueueAnswers.QueueView;
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

/** What queues there are. These mutations are the leader's of the coordination group; all that is below a queue is not. */
@RestController
@RequestMapping(path = Api.V1 + "/queues", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class QueueController {

    private static final String ANY = "*";

    private final Consensus consensus;
    private final Shards shards;

    QueueController(Consensus consensus, Shards shards) {
        this.consensus = consensus;
        this.shards = shards;
    }

    @PutMapping(path = "/{queue}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "defineQueue", summary = "Create a queue, or change how it behaves", description = """
            What is left out has its default, also where the queue has another value now: this replaces. Only `shards` \
            stays as it is where it is left out, and cannot change. With `If-None-Match: *` it only creates; with \
            `If-Match` and the ETag of what was read it changes only that. All shards are told before the answer; \
            `pendingShards` names those that could not be reached, which learn it later and do nothing before.""")
    ResponseEntity<Object> define(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "jobs") @PathVariable
                    String queue,
            @Parameter(description = "The ETag that the queue has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            @Parameter(description = "* if the queue must not be there")
                    @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false)
                    @Nullable
                    String ifNoneMatch,
            @RequestBody DefineRequest body,
            Mutation mutation) {
        var name = name(queue);
        mutation.tell(ifMatch + "/" + ifNoneMatch);
        long ifVersion = ifVersion(name, ifMatch, ifNoneMatch);
        var settings = body.read(shards.groupCount(), shardsOf(name));
        return switch (mutation.submit(new Define(name, settings, ifVersion), CatalogueResult.class)) {
            case Defined defined ->
                defined(new CatalogueView(name, settings, defined.birth(), defined.version()), defined);
            case Refused(var reason) -> mutation.refuse(QueueProblems.refused(name, reason));
            case Deleted deleted -> throw new IllegalStateException("no answer to a definition: " + deleted);
        };
    }

    private ResponseEntity<Object> defined(CatalogueView queue, Defined defined) {
        var pending = shards.tell(
                Shards.of(queue), shard -> new Configure(shard, queue.birth(), queue.version(), queue.settings()));
        var answer = defined.created()
                ? ResponseEntity.created(URI.create(Api.V1 + "/queues/" + queue.queue()))
                : ResponseEntity.ok();
        return answer.eTag(etag(queue)).body(QueueView.of(queue, pending));
    }

    /** A queue keeps its shards where nothing is said of them. */
    private int shardsOf(QueueName queue) {
        var known = consensus.readLocal(CATALOGUE, (catalogue, _) -> catalogue.find(queue));
        return known == null ? QueueSettings.DEFAULT.shards() : known.settings().shards();
    }

    private long ifVersion(QueueName queue, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
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
        var known = consensus.readLocal(CATALOGUE, (catalogue, _) -> catalogue.find(queue));
        // No queue ever has this version: with nothing there, the condition fails.
        return known == null ? Long.MAX_VALUE : known.version();
    }

    @DeleteMapping("/{queue}")
    @Operation(operationId = "deleteQueue", summary = "Delete a queue and all that is in it", description = """
            Messages that wait, are delayed, in flight or dead are gone with it. One that is created later under the same \
            name is another queue and begins empty.""")
    ResponseEntity<Object> delete(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The ETag that the queue has to have")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String ifMatch,
            Mutation mutation) {
        var name = name(queue);
        mutation.tell(String.valueOf(ifMatch));
        var command = new Delete(name, ifVersion(name, ifMatch, null));
        return switch (mutation.submit(command, CatalogueResult.class)) {
            case Deleted(long birth, int count) -> {
                // What cannot be reached now is dropped by whoever leads it when it hears of this.
                var unused = shards.tell(Shards.of(name, count), shard -> new Drop(shard, birth));
                yield ResponseEntity.ok(new DeletedView(queue, "DELETED"));
            }
            case Refused(var reason) -> mutation.refuse(QueueProblems.refused(name, reason));
            case Defined defined -> throw new IllegalStateException("no answer to a deletion: " + defined);
        };
    }

    @GetMapping("/{queue}")
    @Operation(operationId = "getQueue", summary = "Show how a queue behaves", description = """
            Linearizable on every node. What is in it is told by `stats`.""")
    ResponseEntity<Object> get(@Parameter(description = "The queue", example = "jobs") @PathVariable String queue) {
        var found = shards.anew(name(queue));
        return ResponseEntity.ok().eTag(etag(found)).body(QueueView.of(found, null));
    }

    @GetMapping
    @Operation(operationId = "listQueues", summary = "List the queues", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next.""")
    QueuePageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(QueueName::new);
        int rows = query.rows();
        var page = consensus.read(CATALOGUE, (catalogue, _) -> catalogue.list(prefix, after, rows));
        return new QueuePageView(
                page.stream().map(queue -> QueueView.of(queue, null)).toList(),
                Page.cursorAfter(page.size() < rows ? null : page.getLast().queue()));
    }

    private static String etag(CatalogueView queue) {
        return "\"" + queue.version() + "\"";
    }

    private static QueueName name(String queue) {
        return Input.valid(() -> new QueueName(queue));
    }
}
