package io.holdfast.election.web;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Result;
import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionResult;
import io.holdfast.election.ElectionResult.Busy;
import io.holdfast.election.ElectionResult.Elected;
import io.holdfast.election.ElectionResult.Leads;
import io.holdfast.election.ElectionResult.Proclaimed;
import io.holdfast.election.ElectionResult.Refused;
import io.holdfast.election.ElectionResult.Resigned;
import io.holdfast.election.ElectionResult.Taken;
import io.holdfast.election.ElectionResult.Transferred;
import io.holdfast.election.ElectionResult.Waiting;
import io.holdfast.election.web.ElectionAnswers.PageView;
import io.holdfast.election.web.ElectionAnswers.ProclaimedView;
import io.holdfast.election.web.ElectionAnswers.ResignedView;
import io.holdfast.election.web.ElectionAnswers.StateView;
import io.holdfast.election.web.ElectionAnswers.TransferredView;
import io.holdfast.election.web.ElectionAnswers.WonView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Listing;
import io.holdfast.web.Minting;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.Polls;
import io.holdfast.web.WaitProblems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
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
@RequestMapping(path = Api.V1 + "/elections", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Elections")
class ElectionController {

    private final Consensus consensus;
    private final Minting minting;
    private final Candidacies candidacies;
    private final ElectionProblems problems;

    ElectionController(Consensus consensus, Minting minting, Candidacies candidacies, ElectionProblems problems) {
        this.consensus = consensus;
        this.minting = minting;
        this.candidacies = candidacies;
        this.problems = problems;
    }

    @PostMapping(path = "/{name}/campaign", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "campaign", summary = "Lead, or wait to", description = """
            Answers 200 with a term, which is a fencing token, when you lead: at once where nobody does. When another \
            leads, the answer is 409, unless `wait` says how long to be a candidate: then the request is held for up to \
            `poll`, and answered 202 with a ticket. The greatest priority is elected first, and among equals who came \
            first; a leader is not unseated for a greater priority. Who is elected out of the queue is passed over unless \
            somebody polls for it within `claim`. Without `session` an implicit session is opened; it ends by itself when \
            it neither leads nor waits.""")
    ResponseEntity<Object> campaign(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "scheduler") @PathVariable
                    String name,
            @Parameter(description = "How long to hold the request while it waits: 0s to 60s", example = "1s")
                    @RequestParam(defaultValue = "30s")
                    String poll,
            @RequestBody CampaignRequest body,
            Mutation mutation) {
        var election = election(name);
        var asked = body.read(election, minting);
        var patience = Polls.parse("poll", poll);
        var candidate = asked.command().candidate().name();
        return switch (mutation.submit(asked.opening(), asked.command(), ElectionResult.class)) {
            case Elected elected -> ResponseEntity.ok(WonView.of(elected, asked));
            case Waiting(var ticket) -> {
                var seen = candidacies.stay(election, ticket, asked.opening(), patience);
                yield candidacies.answer(seen, asked.ttlMillis(), mutation::refuse);
            }
            case Taken _ -> mutation.refuse(problems.taken(election));
            case Busy(var ticket) -> mutation.refuse(WaitProblems.busy(candidate, ticket.toString()));
            case Leads(var term) -> mutation.refuse(ElectionProblems.leadsAlready(candidate, term.toString()));
            case Refused(var reason) -> mutation.refuse(problems.refused(election, reason));
            case ElectionResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/proclaim", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "proclaim", summary = "Say something else as leader", description = """
            Whoever observes the election is told. Who leads no longer is told so: 409 `leadership-lost`.""")
    ResponseEntity<Object> proclaim(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @RequestBody ProclaimRequest body,
            Mutation mutation) {
        var command = body.read(election(name));
        return switch (mutation.submit(command, ElectionResult.class)) {
            case Proclaimed _ ->
                ResponseEntity.ok(
                        new ProclaimedView(name, "LEADING", command.term().toString(), command.value()));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.election(), reason));
            case ElectionResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/resign", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "resign", summary = "Lead no longer", description = """
            The first candidate is elected in the same step.""")
    ResponseEntity<Object> resign(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @RequestBody ResignRequest body,
            Mutation mutation) {
        var command = body.read(election(name));
        return switch (mutation.submit(command, ElectionResult.class)) {
            case Resigned _ -> ResponseEntity.ok(new ResignedView(name, "RESIGNED"));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.election(), reason));
            case ElectionResult other -> throw unexpected(other);
        };
    }

    @PostMapping(path = "/{name}/transfer", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "transferLeadership", summary = "Hand over to a candidate", description = """
            To the candidate of this name, whatever its priority and place; to the first of them where several have it. \
            Like any election out of the queue it has to be claimed: if it is not, the first candidate is elected.""")
    ResponseEntity<Object> transfer(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @RequestBody TransferRequest body,
            Mutation mutation) {
        var command = body.read(election(name));
        return switch (mutation.submit(command, ElectionResult.class)) {
            case Transferred(var candidate, var term) ->
                ResponseEntity.ok(new TransferredView(
                        name,
                        "TRANSFERRED",
                        candidate.name(),
                        candidate.session().toString(),
                        term.toString()));
            case Refused(var reason) -> mutation.refuse(problems.refused(command.election(), reason));
            case ElectionResult other -> throw unexpected(other);
        };
    }

    @GetMapping("/{name}")
    @Operation(operationId = "getElection", summary = "Show who leads, or observe that", description = """
            Linearizable on every node. With `after`, the request is held for up to `wait` until the election's version \
            is greater, and answered with the state as it is then; pass the version of one answer as `after` of the next \
            request to see every leader that stays. An election that nobody leads is VACANT; it need not be created.""")
    StateView get(
            @Parameter(description = "The election", example = "scheduler") @PathVariable String name,
            @Parameter(description = "The version that is known already") @RequestParam(required = false) @Nullable
                    String after,
            @Parameter(description = "How long to hold the request: 0s to 60s, by default 0s")
                    @RequestParam(defaultValue = "0s")
                    String wait) {
        var patience = Polls.parse("wait", wait);
        return after == null
                ? candidacies.observe(election(name), -1, Duration.ZERO)
                : candidacies.observe(election(name), Input.number("after", after), patience);
    }

    @GetMapping
    @Operation(operationId = "listElections", summary = "List the elections that somebody leads", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next.""")
    PageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(ElectionName::new);
        int rows = query.rows();
        return consensus.read(ELECTIONS, (elections, now) -> {
            var page = elections.queries().list(prefix, after, rows);
            return new PageView(
                    page.stream().map(view -> StateView.row(view, now)).toList(),
                    Page.cursorAfter(page.size() < rows ? null : page.getLast().election()));
        });
    }

    static ElectionName election(String name) {
        return Input.valid(() -> new ElectionName(name));
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("no answer to this command: " + result);
    }
}
