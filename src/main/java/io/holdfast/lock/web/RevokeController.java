package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Consensus;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.ForceReleased;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.RevokeRequested;
import io.holdfast.lock.web.DeadlockAnswers.ForcedReleasesView;
import io.holdfast.lock.web.DeadlockAnswers.ForcedView;
import io.holdfast.lock.web.LockAnswers.RevokedView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Mutation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Locks")
class RevokeController {

    private final Consensus consensus;
    private final LockProblems problems;

    RevokeController(Consensus consensus, LockProblems problems) {
        this.consensus = consensus;
        this.problems = problems;
    }

    @PostMapping(path = "/locks/{name}/revoke-request", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "requestRevoke", summary = "Ask the holders to give a lock up", description = """
            The holders see it where they see their hold, and as an event. With `force` the lock is taken from those that \
            hold it still when `grace` is over.""")
    ResponseEntity<Object> requestRevoke(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @RequestBody RevokeRequest body,
            Mutation mutation) {
        var lock = lock(name);
        return switch (mutation.submit(body.read(lock), LockResult.class)) {
            case RevokeRequested(int holders) -> ResponseEntity.ok(new RevokedView(name, "REVOKE_REQUESTED", holders));
            case Refused refused -> mutation.refuse(problems.refused(lock, refused.reason()));
            case LockResult other -> throw new IllegalStateException("no answer to a request to revoke: " + other);
        };
    }

    @PostMapping(path = "/locks/{name}/force-release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "forceRelease", summary = "Take a lock from its holders", description = """
            For operators: the holders do not agree to it and may not notice at once. Whatever checks fencing tokens is \
            safe from them all the same, because the next holder has a greater one; for what does not, keep others out for \
            a while with `lockDelay`. It is kept on record with its reason.""")
    ResponseEntity<Object> forceRelease(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @RequestBody ForceReleaseRequest body,
            Mutation mutation) {
        var lock = lock(name);
        return switch (mutation.submit(body.read(lock), LockResult.class)) {
            case ForceReleased(int holders) -> ResponseEntity.ok(new RevokedView(name, "FORCE_RELEASED", holders));
            case Refused refused -> mutation.refuse(problems.refused(lock, refused.reason()));
            case LockResult other -> throw new IllegalStateException("no answer to a forced release: " + other);
        };
    }

    @GetMapping("/force-releases")
    @Operation(
            operationId = "listForceReleases",
            summary = "List the locks that were taken by force",
            description = """
            The last hundred, the latest first, whether taken at once or because a request to revoke ran out.""")
    ForcedReleasesView forcedReleases() {
        return consensus.read(
                LOCKS,
                (locks, now) -> new ForcedReleasesView(locks.queries().forcedReleases().stream()
                        .map(release -> ForcedView.of(release, now))
                        .toList()));
    }

    private static LockName lock(String name) {
        return Input.valid(() -> new LockName(name));
    }
}
