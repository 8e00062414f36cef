package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Clear;
import io.holdfast.cache.CacheCommand.Purge;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.web.CacheAnswers.PurgeView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Ends many entries at once. */
@RestController
@RequestMapping(path = Api.V1 + "/caches/{cache}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Caches")
class PurgeController {

    /** What to purge. */
    @Schema(name = "CachePurgeRequest")
    record PurgeRequest(
            @Schema(description = "1 to 32 tags: whatever carries one of them", example = "[\"people\"]")
            List<String> tags,

            @Schema(description = "hard, the default: gone; soft: stale from now on") @Nullable
            String mode) {}

    private enum Mode {
        HARD,
        SOFT
    }

    private final Caches caches;

    PurgeController(Caches caches) {
        this.caches = caches;
    }

    @PostMapping("/purge")
    @Operation(operationId = "purgeCache", summary = "Purge what carries a tag", description = """
            All entries with one of these tags that were written before have met their end, or are stale with `soft`, \
            on every node; it costs the same however many they are. Each data group does it for itself, in one step: who \
            is answered 503 or 504 repeats the request under the same key.""")
    ResponseEntity<Object> purge(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @RequestBody PurgeRequest body,
            LocalMutation mutation) {
        var tags = Input.required("tags", body.tags());
        return purged(caches.cache(cache), tags, body.mode(), mutation);
    }

    @PostMapping("/tags/{tag}/purge")
    @Operation(operationId = "purgeCacheTag", summary = "Purge what carries this tag", description = """
            As `purge` with one tag.""")
    ResponseEntity<Object> purgeTag(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            @Parameter(description = "The tag", example = "people") @PathVariable String tag,
            @Parameter(description = "hard, the default: gone; soft: stale from now on")
                    @RequestParam(required = false)
                    @Nullable
                    String mode,
            LocalMutation mutation) {
        return purged(caches.cache(cache), List.of(tag), mode, mutation);
    }

    private ResponseEntity<Object> purged(
            CacheDefinition cache, List<String> tags, @Nullable String text, LocalMutation mutation) {
        tags.forEach(Terms::checkTag);
        var mode = Input.choice("mode", text, Mode.HARD);
        var command = Input.valid(() -> new Purge(cache.cache(), tags, mode == Mode.SOFT));
        return everywhere(command, new PurgeView(cache.cache().value(), tags, Input.word(mode)), mutation);
    }

    @PostMapping("/clear")
    @Operation(operationId = "clearCache", summary = "Empty a cache", description = """
            All entries that were written before have met their end, on every node; it costs the same however many they \
            are. Each data group does it for itself, in one step.""")
    ResponseEntity<Object> clear(
            @Parameter(description = "The cache", example = "users") @PathVariable String cache,
            LocalMutation mutation) {
        var found = caches.cache(cache);
        return everywhere(new Clear(found.cache()), new PurgeView(cache, List.of(), Input.word(Mode.HARD)), mutation);
    }

    private ResponseEntity<Object> everywhere(CacheCommand command, PurgeView view, LocalMutation mutation) {
        mutation.check();
        var deliveries = caches.each(caches.groups(), group -> caches.submit(mutation, "g" + group, group, command));
        if (deliveries.stream().allMatch(delivery -> delivery.replayed())) {
            mutation.replayed();
        }
        for (var delivery : deliveries) {
            if (delivery.result() instanceof Refused refused) {
                return mutation.refuse(CacheProblems.refused(view.cache(), refused.reason(), 0));
            }
            if (!(delivery.result() instanceof CacheResult.Purged)) {
                throw new IllegalStateException("no answer to a purge: " + delivery.result());
            }
        }
        return ResponseEntity.ok(view);
    }
}
