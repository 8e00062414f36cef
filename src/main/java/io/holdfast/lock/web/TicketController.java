package io.holdfast.lock.web;

import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Converted;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.web.LockAnswers.CancelledView;
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
@RequestMapping(path = Api.V1 + "/tickets/{ticket}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Locks")
class TicketController {

    private final Tickets tickets;

    TicketController(Tickets tickets) {
        this.tickets = tickets;
    }

    @GetMapping
    @Operation(operationId = "getTicket", summary = "Ask whether a wait is over", description = """
            The request is held for up to `wait` while the ticket waits, and says why it waits: from whom it waits for to \
            the one at the root of it. To be told of a grant is to claim it; a grant that nobody asks for within the time of \
            `claim` passes on to the next. Polling does not keep the session alive: a client that waits for longer than its \
            session's ttl sends keepalives.""")
    ResponseEntity<Object> get(
            @Parameter(description = "The ticket", example = "23") @PathVariable String ticket,
            @Parameter(description = "How long to hold the request: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "0s")
                    String wait) {
        var seen = tickets.look(id(ticket), Polls.parse("wait", wait));
        return tickets.answer(seen, null, TicketController::refuse);
    }

    /** There is no mutation here that would answer. */
    private static ResponseEntity<Object> refuse(Problem problem) {
        throw new ProblemException(problem);
    }

    @DeleteMapping
    @Operation(operationId = "cancelTicket", summary = "Leave a lock's queue", description = """
            A ticket that was granted meanwhile is released, and the answer says so. A conversion that was granted \
            meanwhile stands: the answer shows the mode and the token that the lock is held under now.""")
    ResponseEntity<Object> cancel(
            @Parameter(description = "The ticket", example = "23") @PathVariable String ticket,
            @Parameter(description = "The session that waits", example = "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10")
                    @RequestParam
                    String session,
            Mutation mutation) {
        var command = new Cancel(id(ticket), Input.session(session));
        return switch (mutation.submit(command, LockResult.class)) {
            case Cancelled(boolean released) -> ResponseEntity.ok(CancelledView.of(ticket, released));
            case Converted converted -> ResponseEntity.ok(CancelledView.tooLate(ticket, converted));
            case Refused refusal -> mutation.refuse(refused(refusal.reason()));
            case LockResult other -> throw new IllegalStateException("no answer to a cancellation: " + other);
        };
    }

    private static Problem refused(Reason reason) {
        return switch (reason) {
            case UNKNOWN_TICKET -> WaitProblems.unknownTicket();
            case NOT_OWNER -> Problem.of(LockProblems.NOT_OWNER, "the ticket is another session's");
            default -> throw new IllegalStateException("a cancellation is not refused for " + reason);
        };
    }

    private static TicketId id(String ticket) {
        return new TicketId(Input.number("ticket", ticket));
    }
}
