package io.holdfast.semaphore.web;

import io.holdfast.semaphore.SemaphoreCommand.Cancel;
import io.holdfast.semaphore.SemaphoreResult;
import io.holdfast.semaphore.SemaphoreResult.Cancelled;
import io.holdfast.semaphore.SemaphoreResult.Reason;
import io.holdfast.semaphore.SemaphoreResult.Refused;
import io.holdfast.semaphore.TicketId;
import io.holdfast.semaphore.web.SemaphoreAnswers.CancelledView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Mutation;
import io.holdfast.web.Polls;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.WaitProblems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/semaphores/{name}/tickets/{ticket}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Semaphores")
class PermitTicketController {

    private final PermitTickets tickets;

    PermitTicketController(PermitTickets tickets) {
        this.tickets = tickets;
    }

    @GetMapping
    @Operation(operationId = "getPermitTicket", summary = "Ask whether a wait for permits is over", description = """
            On any node. The request is held for up to `wait` while the ticket waits. An answer of 200 has claimed the \
            grant before it was sent; a grant that nobody asks for within the request's `claim` is passed on, and the \
            ticket answers 409 `grant-unclaimed`. Polling does not keep the session alive: a client that waits for \
            longer than its session's ttl sends keepalives.""")
    ResponseEntity<Object> get(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name,
            @Parameter(description = "The ticket", example = "33") @PathVariable String ticket,
            @Parameter(description = "How long to hold the request: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "0s")
                    String wait) {
        var seen = tickets.look(SemaphoreController.semaphore(name), id(ticket), Polls.parse("wait", wait));
        return tickets.answer(seen, null, PermitTicketController::refuse);
    }

    /** There is no mutation here that would answer. */
    private static ResponseEntity<Object> refuse(Problem problem) {
        throw new ProblemException(problem);
    }

    @DeleteMapping
    @Operation(operationId = "cancelPermitTicket", summary = "Leave a semaphore's queue", description = """
            A ticket that was granted meanwhile is released, and the answer says so.""")
    ResponseEntity<Object> cancel(
            @Parameter(description = "The semaphore", example = "db") @PathVariable String name,
            @Parameter(description = "The ticket", example = "33") @PathVariable String ticket,
            @Parameter(description = "The session that waits", example = "c4a1d2e3f4051627384950a1b2c3d4e5")
                    @RequestParam
                    String session,
            Mutation mutation) {
        var unused = SemaphoreController.semaphore(name);
        var command = new Cancel(id(ticket), Input.session(session));
        return switch (mutation.submit(command, SemaphoreResult.class)) {
            case Cancelled(boolean released) ->
                ResponseEntity.ok(new CancelledView(ticket, released ? "RELEASED" : "CANCELLED"));
            case Refused(var reason) ->
                mutation.refuse(
                        reason == Reason.NOT_OWNER
                                ? WaitProblems.notYours("the ticket")
                                : WaitProblems.unknownTicket());
            case SemaphoreResult other -> throw new IllegalStateException("no answer to a cancellation: " + other);
        };
    }

    private static TicketId id(String ticket) {
        return new TicketId(Input.number("ticket", ticket));
    }
}
