package io.holdfast.web;

import io.holdfast.cluster.Member;
import io.holdfast.core.RequestKey;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * Brings mutations to the leader: by a redirect where the client can follow one, by one forwarded hop where it cannot or
 * does not want to.
 */
final class Routing {

    /** A question is asked again at will. */
    private static final RequestKey QUESTION = new RequestKey("", "question");

    private final EdgeProperties properties;
    private final LeaderWatch watch;
    private final Forwarder forwarder;
    private final ProblemWriter problems;

    Routing(EdgeProperties properties, LeaderWatch watch, Forwarder forwarder, ProblemWriter problems) {
        this.properties = properties;
        this.watch = watch;
        this.forwarder = forwarder;
        this.problems = problems;
    }

    /** Has the controllers answer if this node leads, and sees to an answer if it does not. */
    void route(Call call, HttpServletResponse response, FilterChain here) throws IOException, ServletException {
        switch (watch.await(properties.leaderWait())) {
            case Target.Here _ -> here.doFilter(call, response);
            case Target.There there -> {
                if (elsewhere(call, response, there.leader())) {
                    here.doFilter(call, response);
                }
            }
            case Target.Nobody _ -> problems.write(call, response, noLeader("no node leads at the moment"));
        }
    }

    /** Answers unless it turns out that this node leads by now: then it returns true. */
    private boolean elsewhere(Call call, HttpServletResponse response, Member leader) throws IOException {
        if (call.forwardedBy() != null) {
            problems.write(call, response, notHere(leader));
            return false;
        }
        if (!forwards(call)) {
            problems.write(call, response, redirect(call, leader));
            return false;
        }
        return forward(call, response, leader, false) instanceof Forwarded.Home;
    }

    /**
     * Answers a mutation that this node took for its own and then could not decide, because it lost the lead.
     *
     * @param uncertain whether it may have been decided all the same; a redirect would then lose a minted key
     */
    void afterLoss(Call call, HttpServletResponse response, boolean uncertain) throws IOException {
        var target = call.forwardedBy() != null ? Target.NOBODY : watch.await(patience(call));
        if (!(target instanceof Target.There(var leader))) {
            problems.write(call, response, undecided(call, uncertain, "this node lost the lead"));
        } else if (!uncertain && !forwards(call)) {
            problems.write(call, response, redirect(call, leader));
        } else if (forward(call, response, leader, uncertain) instanceof Forwarded.Home(boolean unknown)) {
            problems.write(call, response, undecided(call, unknown, "the lead moved back to this node"));
        }
    }

    /**
     * Answers a question that only the leader can, because a grant has to be claimed before it is told. To its client it is
     * a read, so it is answered where it arrived, whatever becomes of mutations.
     */
    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var call = new Call(request, new byte[0], QUESTION, null);
        boolean answered = call.forwardedBy() == null
                && watch.await(properties.leaderWait()) instanceof Target.There(var leader)
                && !(forward(call, response, leader, false) instanceof Forwarded.Home);
        if (!answered) {
            problems.write(call, response, noLeader("the lead has just moved"));
        }
    }

    /** What is left of the time that a commit may take, and no more than one waits for a leader. */
    private Duration patience(Call call) {
        var left = properties.requestTimeout().minus(call.age());
        return left.compareTo(properties.leaderWait()) < 0 ? left : properties.leaderWait();
    }

    /** Answers, unless this node leads by now. */
    private Forwarded forward(Call call, HttpServletResponse response, Member leader, boolean uncertain)
            throws IOException {
        var forwarded = forwarder.forward(call, leader, uncertain);
        switch (forwarded) {
            case Forwarded.Answered(var answering, var answer) -> Hop.answer(answering, answer, response);
            case Forwarded.Unanswered(boolean unknown, String why) ->
                problems.write(call, response, undecided(call, unknown, why));
            case Forwarded.Full _ ->
                problems.write(
                        call,
                        response,
                        uncertain
                                ? outcomeUnknown(call, "this node forwards as much as it may")
                                : overloaded("this node forwards as much as it may; try again shortly"));
            case Forwarded.Home _ -> {
                // the caller goes on here
            }
        }
        return forwarded;
    }

    /** Whether the client cannot follow a redirect, or would lose its credentials on it, or asked not to be sent one. */
    private boolean forwards(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || request.getHeader(Api.API_KEY) != null
                || request.getHeader(HttpHeaders.COOKIE) != null) {
            return true;
        }
        var wish = request.getHeader(Api.ROUTING);
        if (wish == null) {
            return properties.routing() == EdgeProperties.Mode.FORWARD;
        }
        return "forward".equalsIgnoreCase(wish);
    }

    private static Problem redirect(Call call, Member leader) {
        var location = Hop.origin(leader.client()) + call.target();
        return Problem.of(
                        ProblemType.NOT_LEADER,
                        leader.node() + " leads: repeat the request there (curl -L does), or send " + Api.ROUTING
                                + ": forward to have it forwarded")
                .with("leader", leader.node())
                .with("location", location)
                .header(HttpHeaders.LOCATION, location)
                .header(Api.LEADER, leader.node());
    }

    private static Problem notHere(Member leader) {
        return noLeader("this was forwarded to a node that does not lead; " + leader.node() + " does")
                .with("leader", leader.node());
    }

    private static Problem undecided(Call call, boolean uncertain, String why) {
        return uncertain ? outcomeUnknown(call, why) : noLeader(why);
    }

    static Problem noLeader(String why) {
        return Problem.of(ProblemType.NO_LEADER, why + "; nothing was changed, try again shortly")
                .retryAfterSeconds(1);
    }

    static Problem overloaded(String why) {
        return Problem.of(ProblemType.OVERLOADED, why).retryAfterSeconds(1);
    }

    static Problem outcomeUnknown(Call call, String why) {
        return Problem.of(
                        ProblemType.OUTCOME_UNKNOWN,
                        why + "; the request may or may not have been carried out: repeat it with the same "
                                + Api.IDEMPOTENCY_KEY + " to learn which")
                .with("idempotencyKey", call.key().key())
                .retryAfterSeconds(1);
    }
}
