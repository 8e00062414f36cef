package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Result;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Extended;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Released;
import io.holdfast.lock.web.LockAnswers.ExtendedView;
import io.holdfast.lock.web.LockAnswers.FenceView;
import io.holdfast.lock.web.LockAnswers.PageView;
import io.holdfast.lock.web.LockAnswers.ReleasedView;
import io.holdfast.lock.web.LockAnswers.StateView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.Polls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/locks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Locks")
class LockController {

    private final Consensus consensus;
    private final Minting minting;
    private final Acquisition acquisition;
    private final LockProblems problems;

    LockController(Consensus consensus, Minting minting, Acquisition acquisition, LockProblems problems) {
        this.consensus = consensus;
        this.minting = minting;
        this.acquisition = acquisition;
        this.problems = problems;
    }

    @PostMapping(path = "/{name}/acquire", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "acquireLock", summary = "Take a lock, or stand in its queue", description = """
            Answers 200 with a fencing token when the lock is yours. When it is held, the answer is 409 at once, unless \
            `wait` says how long to stand in the queue: then the request is held for up to `poll`, and answered 202 with a \
            ticket if the lock is still not free. A wait that would never end, because the holders wait for this owner in \
            turn, is answered 409 `deadlock` with the whole cycle. With `strategy` `skip` later requests pass while it \
            waits, as readers pass a writer. Without `session` an implicit session is opened for `owner`; it ends by \
            itself when it holds and waits for nothing.""")
    ResponseEntity<Object> acquire(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "demo") @PathVariable
                    String name,
            @Parameter(description = "How long to hold the request while it waits: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "30s")
                    String poll,
            @RequestBody AcquireRequest body,
            Mutation mutation) {
        var asked = body.read(lock(name), minting);
        return acquisition.ask(mutation, asked.opening(), asked.command(), lock(name), Polls.parse("poll", poll));
    }

    @PostMapping(path = "/{name}/convert", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "convertLock", summary = "Hold a lock in another mode", description = """
            To a weaker mode at once. To a stronger one when no other holder is in the way, before all who wait for the \
            lock; until then, and if it fails, the hold stays as it was. A mode that begins or ends exclusive holding comes \
            with a new token.""")
    ResponseEntity<Object> convert(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @Parameter(description = "How long to hold the request while it waits: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "30s")
                    String poll,
            @RequestBody ConvertRequest body,
            Mutation mutation) {
        return acquisition.ask(mutation, null, body.read(lock(name)), lock(name), Polls.parse("poll", poll));
    }

    @PostMapping(path = "/{name}/release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "releaseLock", summary = "Give a lock back", description = """
            The token must be the one that came with the grant, so that a late release cannot end somebody else's hold: \
            if the lock was lost meanwhile, the answer is 409 `lock-lost` and says who holds it now. An owner that \
            acquired the lock several times releases it as often, or once with `all`.""")
    ResponseEntity<Object> release(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @RequestBody ReleaseRequest body,
            Mutation mutation) {
        var command = body.read(lock(name));
        return switch (mutation.submit(command, LockResult.class)) {
            case Released(int holdCount) -> ResponseEntity.ok(ReleasedView.of(name, holdCount));
            case Refused refused -> mutation.refuse(problems.refused(lock(name), refused.reason()));
            case LockResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/extend", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "extendLock", summary = "Let a hold last longer", description = """
            The lease counts from now and never becomes shorter. A hold without a lease gets one by this.""")
    ResponseEntity<Object> extend(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @RequestBody ExtendRequest body,
            Mutation mutation) {
        var command = body.read(lock(name));
        return switch (mutation.submit(command, LockResult.class)) {
            case Extended(long leaseMillis) -> ResponseEntity.ok(new ExtendedView(name, "HELD", leaseMillis));
            case Refused refused -> mutation.refuse(problems.refused(lock(name), refused.reason()));
            case LockResult other -> throw unexpected(other);
        };
    }

    @GetMapping("/{name}")
    @Operation(operationId = "getLock", summary = "Show who holds a lock and who waits for it", description = """
            Linearizable on every node: it reflects every change that was acknowledged before. A lock that nobody holds \
            is FREE; it need not be created.""")
    StateView get(@Parameter(description = "The lock", example = "demo") @PathVariable String name) {
        var lock = lock(name);
        return consensus.read(
                LOCKS, (locks, now) -> StateView.whole(locks.queries().inspect(lock), now));
    }

    @GetMapping("/{name}/fence")
    @Operation(
            operationId = "verifyToken",
            summary = "Ask whether a fencing token is the current one",
            description = """
            For a resource that is asked to act for a holder and cannot compare tokens itself. Linearizable on every node. \
            Without `token` it tells the current one, if the lock is held.""")
    FenceView fence(
            @Parameter(description = "The lock", example = "demo") @PathVariable String name,
            @Parameter(description = "The token that a holder showed", example = "17")
                    @RequestParam(required = false)
                    @Nullable
                    String token) {
        var lock = lock(name);
        var shown = token == null ? null : new FencingToken(Input.number("token", token));
        return consensus.read(
                LOCKS, (locks, now) -> FenceView.of(locks.queries().inspect(lock), shown, now));
    }

    @GetMapping
    @Operation(operationId = "listLocks", summary = "List the locks that are held", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next. A page may be shorter than \
            `limit`, even empty, and still have a cursor.""")
    PageView list(@ParameterObject ListRequest query) {
        var filter = query.filter();
        long heldMillis = query.heldMillis();
        var after = query.after();
        int rows = query.rows();
        return consensus.read(LOCKS, (locks, now) -> {
            var page = locks.queries()
                    .list(heldMillis < 0 ? filter : filter.heldSinceBefore(now - heldMillis), after, rows);
            return new PageView(
                    page.locks().stream().map(view -> StateView.row(view, now)).toList(),
                    Page.cursorAfter(page.last()));
        });
    }

    private static LockName lock(String name) {
        return Input.valid(() -> new LockName(name));
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("no answer to this command: " + result);
    }
}
