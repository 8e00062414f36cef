package io.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands before everything: names the node on each answer, and brings mutations to where they can be decided. */
final class EdgeFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient String node;
    private final transient int bodyMax;
    private final transient Minting minting;
    private final transient Routing routing;
    private final transient ProblemWriter problems;

    EdgeFilter(String node, int bodyMax, Minting minting, Routing routing, ProblemWriter problems) {
        this.node = node;
        this.bodyMax = bodyMax;
        this.minting = minting;
        this.routing = routing;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(Api.NODE, node);
        if (!isMutation(request)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            var call = Call.read(request, bodyMax, minting);
            response.setHeader(Api.IDEMPOTENCY_KEY, call.key().key());
            routing.route(call, response, chain);
        } catch (ProblemException e) {
            problems.write(request, response, e.problem());
        }
    }

    /** The path is compared as the controllers see it, decoded, or some spelling of it would get past. */
    private static boolean isMutation(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
            default -> path(request).startsWith(Api.V1 + '/');
        };
    }

    private static String path(HttpServletRequest request) {
        var info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }
}
