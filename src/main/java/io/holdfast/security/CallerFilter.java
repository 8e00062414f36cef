package io.holdfast.security;

import io.holdfast.cluster.ClusterException;
import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import io.holdfast.web.Seal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Finds out who asks, or refuses. What it finds is noted on the request. */
final class CallerFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String BEARER = "Bearer ";

    private final transient Credentials credentials;
    private final transient Audit audit;
    private final boolean required;

    CallerFilter(Credentials credentials, Audit audit, boolean required) {
        this.credentials = credentials;
        this.audit = audit;
        this.required = required;
    }

    @Override
    public void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (required) {
            caller(request).make(request);
        } else {
            Caller.ANYBODY.at(request.getRemoteAddr()).make(request);
        }
        chain.doFilter(request, response);
    }

    /** Whether the request says who makes it, or nobody has to. */
    boolean isTold(HttpServletRequest request) {
        return !required || token(request) != null || request.getHeader(Api.CALLER) != null;
    }

    private Caller caller(HttpServletRequest request) {
        var address = request.getRemoteAddr();
        var seal = request.getHeader(Api.CALLER);
        if (seal != null) {
            return forwarded(request, seal, address);
        }
        var token = token(request);
        if (token == null) {
            throw refused(request, address, "say who asks: " + HttpHeaders.AUTHORIZATION + ": Bearer and a key");
        }
        try {
            var caller = credentials.of(token, address);
            if (caller != null) {
                return caller;
            }
        } catch (ClusterException _) {
            throw new ProblemException(Problem.of(
                            ProblemType.NO_LEADER,
                            "this node does not know the key, and reaches no majority to ask whether it should; try again")
                    .retryAfterSeconds(1));
        }
        throw refused(request, address, "the key is not known here: it was revoked, has ended, or never was");
    }

    private Caller forwarded(HttpServletRequest request, String header, String address) {
        var opened = credentials.open(request, header);
        if (opened == null) {
            throw refused(
                    request,
                    address,
                    Api.CALLER + " is for nodes that forward a request, and was not made with this cluster's secret");
        }
        request.setAttribute(Api.CALLER, opened);
        return opened.caller();
    }

    private ProblemException refused(HttpServletRequest request, String address, String why) {
        audit.refused(request, Caller.ANYBODY.at(address), ProblemType.UNAUTHENTICATED);
        return new ProblemException(
                Problem.of(ProblemType.UNAUTHENTICATED, why).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    private static @Nullable String token(HttpServletRequest request) {
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return request.getHeader(Api.API_KEY);
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** What credentials are worth. */
    interface Credentials {

        /** Null if the token is good for nothing. */
        @Nullable
        Caller of(String token, String address);

        /** Null if no node of this cluster made the header for this request. */
        Seal.@Nullable Opened open(HttpServletRequest request, String header);
    }
}
