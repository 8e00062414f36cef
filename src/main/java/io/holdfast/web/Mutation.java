package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.Reply;
import io.holdfast.core.Command;
import io.holdfast.core.Declined;
import io.holdfast.core.Opening;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import io.holdfast.core.Role;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** One mutation on its way through a controller: submits its command under its key, and answers its refusals. */
public final class Mutation {

    /** How many sessions a principal may have, and who knows how many it has. */
    record Allowance(SessionOwners owners, int sessionsMax) {}

    /** What all mutations have in common. */
    record Surroundings(LeaderWatch watch, EdgeProperties properties, Allowance allowance) {}

    private final Call call;
    private final HttpServletResponse response;
    private final Consensus consensus;
    private final LeaderWatch watch;
    private final EdgeProperties properties;
    private final Allowance allowance;
    private final Sequences sequences;
    private String told = "";

    Mutation(Call call, HttpServletResponse response, Consensus consensus, Surroundings surroundings) {
        this.call = call;
        this.response = response;
        this.consensus = consensus;
        this.watch = surroundings.watch();
        this.properties = surroundings.properties();
        this.allowance = surroundings.allowance();
        this.sequences = Sequences.on(call);
    }

    /** Has the key stand for this too, besides path, query and body: what a header asked for. */
    public void tell(String more) {
        told += more + '\n';
    }

    public <R extends Result> R submit(Command command, Class<R> expected) {
        return submit(null, command, expected);
    }

    /**
     * Has the command committed and applied.
     *
     * @param opening the implicit session to open first, if any
     * @throws ProblemException if it was declined before its machine saw it
     */
    public <R extends Result> R submit(@Nullable Opening opening, Command command, Class<R> expected) {
        if (opening != null) {
            admitSession();
        }
        var reply = persist(new Request(call.key(), call.fingerprint(told), opening, call.guard(), command));
        sequences.note(Consensus.GROUP, reply.sequence());
        if (reply.replayed()) {
            response.setHeader(Api.REPLAYED, "true");
        }
        if (reply.result() instanceof Declined declined) {
            throw new ProblemException(problem(declined));
        }
        return expected.cast(reply.result());
    }

    /**
     * Refuses the request if its caller has as many sessions as it may. Counted before the session is opened, so that those
     * who open several at once may get a few more.
     */
    public void admitSession() {
        var principal = Caller.of(call).principal();
        if (!principal.isEmpty() && allowance.owners().count(principal) >= allowance.sessionsMax()) {
            throw new ProblemException(Problem.of(
                            ProblemType.SESSION_LIMIT,
                            principal + " has " + allowance.sessionsMax()
                                    + " sessions, which is the limit; end some, or wait until some expire")
                    .with("limit", allowance.sessionsMax()));
        }
    }

    /** Submits once more if this node regains the lead within the request's patience; the key makes that safe. */
    private Reply persist(Request request) {
        try {
            return consensus.submit(request);
        } catch (NotLeaderException | NoLeaderException | OutcomeUnknownException e) {
            var left = properties.requestTimeout().minus(call.age());
            if (left.isPositive() && watch.await(min(left, properties.leaderWait())) instanceof Target.Here) {
                return consensus.submit(request);
            }
            throw e;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Problem problem(Declined declined) {
        return switch (declined) {
            case Declined.SessionGone(var session) ->
                Problem.of(
                                ProblemType.SESSION_GONE,
                                "session " + session + " has ended, and all it held is free; "
                                        + "open another one and acquire again")
                        .with("session", session.toString());
            case Declined.SessionForeign(var session) -> Caller.notYours("session " + session);
            case Declined.KeyReused(var key) ->
                Problem.of(
                        ProblemType.KEY_REUSED,
                        Input.quoted(key) + " was used for another request; use a new " + Api.IDEMPOTENCY_KEY
                                + " for a new request");
            case Declined.SessionTaken(var session) ->
                Problem.of(
                        ProblemType.SESSION_TAKEN,
                        "the node drew the id " + session + " for two sessions; nothing was changed, and the same"
                                + " request under a new " + Api.IDEMPOTENCY_KEY + " draws another");
            case Declined.GuardFailed(var guard) ->
                Problem.of(
                                ProblemType.GUARD_FAILED,
                                guard.token() + " is not the current token of " + guard.lock()
                                        + ": the lock was lost or given back; nothing was changed")
                        .with("lock", guard.lock())
                        .with("token", Long.toString(guard.token()));
            case Declined.FencesExhausted(int limit) ->
                Problem.of(
                                ProblemType.FENCE_LIMIT,
                                "tokens of " + limit + " locks are remembered here, which is the limit; nothing was"
                                        + " changed, and guards can name no other lock")
                        .with("limit", limit);
            case Declined.SessionsExhausted(int limit) ->
                Problem.of(
                                ProblemType.SESSION_LIMIT,
                                "there are " + limit
                                        + " sessions, which is the limit; end some, or wait until some expire")
                        .with("limit", limit);
        };
    }

    /** Refuses the request unless the caller may do to each of these things what the operation does. */
    public void admit(String kind, Stream<String> names) {
        var caller = Caller.of(call);
        var all = names.toList();
        call.setAttribute(Caller.OBJECTS, String.join(",", all));
        all.forEach(name -> caller.require(Role.WRITER, kind, name));
    }

    /** The answer to a refusal. */
    public ResponseEntity<Object> refuse(Problem problem) {
        return problem.answer(call.getRequestURI());
    }
}
