package io.holdfast.election.web;

import io.holdfast.election.ElectionCommand.Withdraw;
import io.holdfast.election.ElectionResult;
import io.holdfast.election.ElectionResult.Reason;
import io.holdfast.election.ElectionResult.Refused;
import io.holdfast.election.ElectionResult.Withdrawn;
import io.holdfast.election.TicketId;
import io.holdfast.election.web.ElectionAnswers.WithdrawnView;
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
@RequestMapping(path = Api.V1 + "/elections/{name}/tickets/{ticket}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Elections")
class CandidacyController {

    private final Candidacies candidacies;

    CandidacyController(Candidacies candidacies) {
        this.candidacies = candidacies;
    }

    @GetMapping
    @Operation(operationId = "getCandidacy", summary = "Ask whether one has been elected", description = """
            On any node. The request is held for up to `wait` while the ticket waits. An answer of 200 has claimed the \
            office before it was sent; an election that nobody asks for within the request's `claim` passes on, and the \
            ticket answers 409 `grant-unclaimed`. Polling does not keep the session alive: a client that waits for \
            longer than its session's ttl sends keepalives.""")
    ResponseEntity<Object> get(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @Parameter(description = "The ticket", example = "43") @PathVariable String ticket,
            @Parameter(description = "How long to hold the request: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "0s")
                    String wait) {
        var seen = candidacies.look(ElectionController.election(name), id(ticket), Polls.parse("wait", wait));
        return candidacies.answer(seen, null, CandidacyController::refuse);
    }

    /** There is no mutation here that would answer. */
    private static ResponseEntity<Object> refuse(Problem problem) {
        throw new ProblemException(problem);
    }

    @DeleteMapping
    @Operation(operationId = "withdrawCandidacy", summary = "Be a candidate no longer", description = """
            A candidate that was elected meanwhile resigns, and the answer says so.""")
    ResponseEntity<Object> withdraw(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @Parameter(description = "The ticket", example = "43") @PathVariable String ticket,
            @Parameter(description = "The session that waits", example = "b8d7c6a5f4e3029181706f5e4d3c2b1a")
                    @RequestParam
                    String session,
            Mutation mutation) {
        var unused = ElectionController.election(name);
        var command = new Withdraw(id(ticket), Input.session(session));
        return switch (mutation.submit(command, ElectionResult.class)) {
            case Withdrawn(boolean resigned) ->
                ResponseEntity.ok(new WithdrawnView(ticket, resigned ? "RESIGNED" : "WITHDRAWN"));
            case Refused(var reason) ->
                mutation.refuse(
                        reason == Reason.NOT_OWNER
                                ? WaitProblems.notYours("the ticket")
                                : WaitProblems.unknownTicket());
            case ElectionResult other -> throw new IllegalStateException("no answer to a withdrawal: " + other);
        };
    }

    private static TicketId id(String ticket) {
        return new TicketId(Input.number("ticket", ticket));
    }
}
