package io.holdfast.semaphore.web;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Result;
import io.holdfast.semaphore.SemaphoreCommand;
import io.holdfast.semaphore.SemaphoreCommand.Delete;
import io.holdfast.semaphore.SemaphoreCommand.Drain;
import io.holdfast.semaphore.SemaphoreCommand.Undrain;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.semaphore.SemaphoreResult;
import io.holdfast.semaphore.SemaphoreResult.Busy;
import io.holdfast.semaphore.SemaphoreResult.Defined;
import io.holdfast.semaphore.SemaphoreResult.Deleted;
import io.holdfast.semaphore.SemaphoreResult.Drained;
import io.holdfast.semaphore.SemaphoreResult.Exhausted;
import io.holdfast.semaphore.SemaphoreResult.Extended;
import io.holdfast.semaphore.SemaphoreResult.Granted;
import io.holdfast.semaphore.SemaphoreResult.Refused;
import io.holdfast.semaphore.SemaphoreResult.Released;
import io.holdfast.semaphore.SemaphoreResult.Undrained;
import io.holdfast.semaphore.SemaphoreResult.Waiting;
import io.holdfast.semaphore.web.SemaphoreAnswers.DefinedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.ExtendedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.HeldView;
import io.holdfast.semaphore.web.SemaphoreAnswers.PageView;
import io.holdfast.semaphore.web.SemaphoreAnswers.ReleasedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.StateView;
import io.holdfast.semaphore.web.SemaphoreAnswers.SwitchedView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Listing;
import io.holdfast.web.Minting;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.Polls;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/semaphores", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Semaphores")
class SemaphoreController {

    private final Consensus consensus;
    private final Minting minting;
    private final PermitTickets tickets;
    private final SemaphoreProblems problems;

    SemaphoreController(Consensus consensus, Minting minting, PermitTickets tickets, SemaphoreProblems problems) {
        this.consensus = consensus;
        this.minting = minting;
        this.tickets = tickets;
        this.problems = problems;
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "defineSemaphore", summary = "Create a semaphore, or change its size", description = """
            The size is the server's, so that all clients agree on it. A semaphore that shrinks takes nothing from its \
            holders: it grants nothing until few enough permits are out. Whoever waits for more than its new size is \
            sent away. A drained semaphore grants again.""")
    ResponseEntity<Object> define(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "db") @PathVariable String name,
            @RequestBody DefineRequest body,
            Mutation mutation) {
        var command = body.read(semaphore(name));
        return switch (mutation.submit(command, SemaphoreResult.class)) {
            case Defined(int permits, int before)
            when before == 0 ->
                ResponseEntity.created(URI.create(Api.V1 + "/semaphores/" + name))
                        .body(new DefinedView(name, permits, null));
            case Defined(int permits, int before) -> ResponseEntity.ok(new DefinedView(name, permits, before));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.semaphore(), reason));
            case SemaphoreResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/acquire", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "acquirePermits", summary = "Take permits, or stand in the queue", description = """
            Answers 200 with a fencing token when the permits are yours, all of them. When there are too few, or others \
            wait for them, the answer is 409 at once, unless `wait` says how long to stand in the queue: then the request \
            is held for up to `poll`, and answered 202 with a ticket. The queue is first come, first served: a request \
            for few does not pass an earlier one for many. Each grant is a hold of its own; an owner that asks again gets \
            further permits. A grant out of the queue is passed on unless somebody polls for it within `claim`. Without \
            `session` an implicit session is opened for `owner`; it ends by itself when it holds and waits for nothing.""")
    ResponseEntity<Object> acquire(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name,
            @Parameter(description = "How long to hold the request while it waits: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "30s")
                    String poll,
            @RequestBody AcquireRequest body,
            Mutation mutation) {
        var semaphore = semaphore(name);
        var asked = body.read(semaphore, minting);
        var patience = Polls.parse("poll", poll);
        return switch (mutation.submit(asked.opening(), asked.command(), SemaphoreResult.class)) {
            case Granted granted -> ResponseEntity.ok(HeldView.of(granted, asked.ttlMillis()));
            case Waiting(var ticket) -> {
                var seen = tickets.stay(semaphore, ticket, asked.opening(), patience);
                yield tickets.answer(seen, asked.ttlMillis(), mutation::refuse);
            }
            case Exhausted _ ->
                mutation.refuse(problems.exhausted(semaphore, asked.command().permits()));
            case Busy(var ticket) ->
                mutation.refuse(SemaphoreProblems.busy(asked.command().owner(), ticket.toString()));
            case Refused(var reason) -> mutation.refuse(problems.refused(semaphore, reason));
            case SemaphoreResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "releasePermits", summary = "Give permits back", description = """
            All that came with the token, or as many of them as `permits` says. The token must be the one that came with \
            the grant, so that a late release cannot end a newer hold: if the permits were lost meanwhile, the answer is \
            409 `permits-lost`.""")
    ResponseEntity<Object> release(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name,
            @RequestBody ReleaseRequest body,
            Mutation mutation) {
        var command = body.read(semaphore(name));
        return switch (mutation.submit(command, SemaphoreResult.class)) {
            case Released(int left) -> ResponseEntity.ok(ReleasedView.of(name, left));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.semaphore(), reason));
            case SemaphoreResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/extend", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "extendPermits", summary = "Let a hold last longer", description = """
            The lease counts from now and never becomes shorter. A hold without a lease gets one by this.""")
    ResponseEntity<Object> extend(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name,
            @RequestBody ExtendRequest body,
            Mutation mutation) {
        var command = body.read(semaphore(name));
        return switch (mutation.submit(command, SemaphoreResult.class)) {
            case Extended(long leaseMillis) -> ResponseEntity.ok(new ExtendedView(name, "HELD", leaseMillis));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.semaphore(), reason));
            case SemaphoreResult other -> throw unexpected(other);
        };
    }

    @PostMapping("/{name}/drain")
    @Operation(operationId = "drainSemaphore", summary = "Grant nothing more", description = """
            Holders keep what they have, until they release or lose it; waiters keep their places, and more may queue. \
            When `held` has come down to 0, nobody is inside. It grants again when it is undrained or resized.""")
    ResponseEntity<Object> drain(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name, Mutation mutation) {
        return switched(new Drain(semaphore(name)), mutation);
    }

    @PostMapping("/{name}/undrain")
    @Operation(operationId = "undrainSemaphore", summary = "Grant again", description = """
            Those who wait are granted what there is, in their order. Not drained, nothing changes.""")
    ResponseEntity<Object> undrain(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name, Mutation mutation) {
        return switched(new Undrain(semaphore(name)), mutation);
    }

    @DeleteMapping("/{name}")
    @Operation(operationId = "deleteSemaphore", summary = "Forget a semaphore", description = """
            Refused while somebody holds permits or waits for them.""")
    ResponseEntity<Object> delete(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name, Mutation mutation) {
        return switched(new Delete(semaphore(name)), mutation);
    }

    private ResponseEntity<Object> switched(SemaphoreCommand command, Mutation mutation) {
        var semaphore = switch (command) {
            case Drain(var name) -> name;
            case Undrain(var name) -> name;
            case Delete(var name) -> name;
            default -> throw new IllegalStateException("no switch: " + command);
        };
        var name = semaphore.value();
        return switch (mutation.submit(command, SemaphoreResult.class)) {
            case Drained(int held) -> ResponseEntity.ok(new SwitchedView(name, "DRAINED", held));
            case Undrained _ -> ResponseEntity.ok(new SwitchedView(name, "OPEN", null));
            case Deleted _ -> ResponseEntity.ok(new SwitchedView(name, "DELETED", null));
            case Refused(var reason) -> mutation.refuse(problems.refused(semaphore, reason));
            case SemaphoreResult other -> throw unexpected(other);
        };
    }

    @GetMapping("/{name}")
    @Operation(operationId = "getSemaphore", summary = "Show who holds permits and who waits", description = """
            Linearizable on every node: it reflects every change that was acknowledged before.""")
    StateView get(@Parameter(description = "The semaphore", example = "db") @PathVariable String name) {
        var semaphore = semaphore(name);
        var view = consensus.read(SEMAPHORES, (semaphores, now) -> {
            var found = semaphores.queries().inspect(semaphore);
            return found == null ? null : StateView.whole(found, now);
        });
        if (view == null) {
            throw new ProblemException(SemaphoreProblems.unknown(semaphore));
        }
        return view;
    }

    @GetMapping
    @Operation(operationId = "listSemaphores", summary = "List the semaphores", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next.""")
    PageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(SemaphoreName::new);
        int rows = query.rows();
        var page = consensus.read(
                SEMAPHORES, (semaphores, _) -> semaphores.queries().list(prefix, after, rows));
        return new PageView(
                page.stream().map(StateView::row).toList(),
                Page.cursorAfter(page.size() < rows ? null : page.getLast().semaphore()));
    }

    static SemaphoreName semaphore(String name) {
        return Input.valid(() -> new SemaphoreName(name));
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("no answer to this command: " + result);
    }
}
