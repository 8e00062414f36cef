package io.holdfast.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Stands before everything: names the node on each answer, measures, and brings mutations to where they can be decided. */
final class EdgeFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient String node;
    private final transient CallReader calls;
    private final transient Routing routing;
    private final transient ProblemWriter problems;
    private final transient RequestMeters meters;

    EdgeFilter(String node, CallReader calls, Routing routing, ProblemWriter problems, RequestMeters meters) {
        this.node = node;
        this.calls = calls;
        this.routing = routing;
        this.problems = problems;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(Api.NODE, node);
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            chain.doFilter(request, response);
            return;
        }
        long start = System.nanoTime();
        try {
            answer(request, response, chain);
        } catch (ProblemException e) {
            problems.write(request, response, e.problem());
        } finally {
            meters.record(request, response, System.nanoTime() - start);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getRequestURI().indexOf(';') >= 0) {
            throw ProblemException.badRequest("a path here has no semicolons");
        }
        if (!isMutation(request)) {
            chain.doFilter(request, response);
            return;
        }
        var call = calls.read(request, path(request));
        response.setHeader(Api.IDEMPOTENCY_KEY, call.key().key());
        if (call.isAnsweredAnywhere()) {
            chain.doFilter(call, new Unflushed(response));
        } else {
            routing.route(call, new Unflushed(response), chain);
        }
    }

    /** Leaves it to the container to send the answer, which it then does in one piece and with its length. */
    private static final class Unflushed extends HttpServletResponseWrapper {

        private Unflushed(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void flushBuffer() {
            // at the end
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
