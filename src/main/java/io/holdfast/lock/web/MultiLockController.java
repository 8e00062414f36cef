package io.holdfast.lock.web;

import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Extended;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Released;
import io.holdfast.lock.web.MultiLockAnswers.ExtendedAllView;
import io.holdfast.lock.web.MultiLockAnswers.ReleasedAllView;
import io.holdfast.web.Api;
import io.holdfast.web.Minting;
import io.holdfast.web.Mutation;
import io.holdfast.web.Polls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/locks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Locks")
class MultiLockController {

    private final Minting minting;
    private final Acquisition acquisition;
    private final LockProblems problems;

    MultiLockController(Minting minting, Acquisition acquisition, LockProblems problems) {
        this.minting = minting;
        this.acquisition = acquisition;
        this.problems = problems;
    }

    @PostMapping(path = "/acquire-all", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "acquireLocks", summary = "Take several locks, all or none", description = """
            In one step, so that two requests for the same locks cannot end up with half of them each. While it waits it \
            holds nothing: one ticket stands in the queues of all the locks, and is granted when it can have all of them. \
            Those who come later stay behind it; with `strategy` `skip` they pass, so that it keeps no lock idle, but may \
            wait in vain. \
            Each lock comes with its token; a lock in which a shared epoch was running already comes with that one's.""")
    ResponseEntity<Object> acquire(
            @Parameter(description = "How long to hold the request while it waits: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "30s")
                    String poll,
            @RequestBody AcquireAllRequest body,
            Mutation mutation) {
        var asked = body.read(minting);
        mutation.admit(
                "lock", asked.command().wants().stream().map(want -> want.lock().value()));
        var first = asked.command().wants().getFirst().lock();
        return acquisition.ask(mutation, asked.opening(), asked.command(), first, Polls.parse("poll", poll));
    }

    @PostMapping(path = "/release-all", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "releaseLocks", summary = "Give several locks back, all or none", description = """
            In one step. If one of them is not held under its token, none is given back, and the answer says which.""")
    ResponseEntity<Object> release(@RequestBody GripsRequest body, Mutation mutation) {
        var command = body.release();
        mutation.admit("lock", command.grips().stream().map(grip -> grip.lock().value()));
        var first = command.grips().getFirst().lock();
        return switch (mutation.submit(command, LockResult.class)) {
            case Released(int holdCount) -> ResponseEntity.ok(ReleasedAllView.of(holdCount));
            case Refused(var reason, var lock) ->
                mutation.refuse(problems.refused(lock == null ? first : lock, reason));
            case LockResult other -> throw new IllegalStateException("no answer to a release: " + other);
        };
    }

    @PostMapping(path = "/extend-all", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "extendLocks", summary = "Let several holds last longer, all or none", description = """
            The lease counts from now and never becomes shorter.""")
    ResponseEntity<Object> extend(@RequestBody GripsRequest body, Mutation mutation) {
        var command = body.extend();
        mutation.admit("lock", command.grips().stream().map(grip -> grip.lock().value()));
        var first = command.grips().getFirst().lock();
        return switch (mutation.submit(command, LockResult.class)) {
            case Extended(long leaseMillis) -> ResponseEntity.ok(new ExtendedAllView("HELD", leaseMillis));
            case Refused(var reason, var lock) ->
                mutation.refuse(problems.refused(lock == null ? first : lock, reason));
            case LockResult other -> throw new IllegalStateException("no answer to an extension: " + other);
        };
    }
}
