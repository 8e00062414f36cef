package io.holdfast.session.web;

import static io.holdfast.session.SessionPrimitive.SESSIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Role;
import io.holdfast.core.SessionId;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionResult.Ended;
import io.holdfast.session.SessionResult.Opened;
import io.holdfast.session.SessionView;
import io.holdfast.session.web.SessionAnswers.EndedView;
import io.holdfast.session.web.SessionAnswers.LivingView;
import io.holdfast.session.web.SessionAnswers.OpenedView;
import io.holdfast.session.web.SessionAnswers.PageView;
import io.holdfast.session.web.SessionAnswers.StateView;
import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import io.holdfast.web.SessionContents;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Sessions")
class SessionController {

    private static final String EXAMPLE = "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10";

    private final Consensus consensus;
    private final SessionLeases leases;
    private final Minting minting;
    private final List<SessionContents> contents;

    SessionController(Consensus consensus, SessionLeases leases, Minting minting, List<SessionContents> contents) {
        this.consensus = consensus;
        this.leases = leases;
        this.minting = minting;
        this.contents = contents;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "openSession", summary = "Open a session", description = """
            What a session holds is free again when it ends: on request, or when no keepalive came for its whole ttl. \
            Send one every third of the ttl.""")
    ResponseEntity<OpenedView> open(
            @RequestBody(required = false) @Nullable OpenSessionRequest body, Mutation mutation) {
        var command = (body == null ? OpenSessionRequest.DEFAULTS : body).read(minting.session());
        mutation.admitSession();
        var opened = mutation.submit(command, Opened.class);
        var view = new OpenedView(
                opened.session().toString(), command.name(), opened.ttlMillis(), command.lockDelayMillis());
        return ResponseEntity.created(URI.create(Api.V1 + "/sessions/" + view.session()))
                .body(view);
    }

    @PostMapping("/{session}/keepalive")
    @Operation(operationId = "keepSessionAlive", summary = "Show that a session is alive", description = """
            Its whole ttl counts from now. Answers 410 when it has ended: then all it held is lost, and everything done \
            under it has to stop.""")
    LivingView keepAlive(@Parameter(description = "The session", example = EXAMPLE) @PathVariable String session) {
        var id = Input.session(session);
        own(consensus.readLocal(SESSIONS, (sessions, _) -> sessions.find(id)));
        long remaining = leases.keepAlive(id).orElseThrow(() -> gone(id));
        var view = consensus.readLocal(SESSIONS, (sessions, _) -> sessions.find(id));
        if (view == null) {
            throw gone(id);
        }
        return new LivingView(session, view.ttlMillis(), remaining);
    }

    @DeleteMapping("/{session}")
    @Operation(operationId = "endSession", summary = "End a session", description = """
            All it holds is free at once, and its waits are over.""")
    EndedView end(
            @Parameter(description = "The session", example = EXAMPLE) @PathVariable String session,
            Mutation mutation) {
        var ended = mutation.submit(new EndSession(Input.session(session)), Ended.class);
        return new EndedView(ended.session().toString(), "ENDED");
    }

    @GetMapping("/{session}")
    @Operation(operationId = "getSession", summary = "Show a session and what it owns", description = """
            Linearizable on every node. What is left of its ttl is known to the leader only.""")
    StateView get(@Parameter(description = "The session", example = EXAMPLE) @PathVariable String session) {
        var id = Input.session(session);
        var view = consensus.read(SESSIONS, (sessions, _) -> sessions.find(id));
        if (view == null) {
            throw gone(id);
        }
        if (!sees()) {
            own(view);
        }
        return state(view);
    }

    @GetMapping
    @Operation(operationId = "listSessions", summary = "List the sessions", description = """
            In no particular order, page by page: pass the `cursor` of one page to get the next. Only your own, unless \
            you are an operator without rules.""")
    PageView list(
            @Parameter(description = "Only sessions whose name starts with this") @RequestParam(defaultValue = "")
                    String prefix,
            @Parameter(description = "How many sessions a page has, at most: 1 to 500, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    Integer limit,
            @Parameter(description = "Where the page before ended") @RequestParam(required = false) @Nullable
                    String cursor) {
        var row = Page.rowBefore(cursor);
        var after = row == null ? null : Input.session(row);
        int rows = Input.limit(limit);
        var caller = Caller.current();
        boolean all = sees();
        var page = consensus.read(
                SESSIONS,
                (sessions, _) -> sessions.list(
                        session -> session.name().startsWith(prefix) && (all || caller.owns(session.principal())),
                        after,
                        rows));
        return new PageView(
                page.stream().map(this::state).toList(),
                Page.cursorAfter(page.size() < rows ? null : page.getLast().session()));
    }

    private static void own(@Nullable SessionView view) {
        if (view != null) {
            Caller.current().requireOwn(view.principal(), "session " + view.session());
        }
    }

    /** Whether the caller sees what others own. */
    private static boolean sees() {
        var access = Caller.current().access();
        return access.isEverywhere() && access.allows(Role.OPERATOR);
    }

    private StateView state(SessionView view) {
        Map<String, List<?>> owned = new LinkedHashMap<>();
        contents.forEach(kind -> owned.put(kind.name(), kind.of(view.session())));
        var remaining = leases.remainingMillis(view.session());
        return StateView.of(view, remaining.isPresent() ? remaining.getAsLong() : null, owned);
    }

    private static ProblemException gone(SessionId session) {
        return new ProblemException(Problem.of(
                        ProblemType.SESSION_GONE,
                        "session " + session + " has ended or never was, and all it held is free; open another one")
                .with("session", session.toString()));
    }
}
