package io.holdfast.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands before everything: names the node on each answer, measures, refuses what the node has no room for, and answers what
 * the filters behind it refuse.
 */
final class EdgeFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient String node;
    private final transient ProblemWriter problems;
    private final transient RequestMeters meters;
    private final transient Headroom headroom;
    private final transient Farewell farewell;

    EdgeFilter(String node, ProblemWriter problems, RequestMeters meters, Headroom headroom, Farewell farewell) {
        this.node = node;
        this.problems = problems;
        this.meters = meters;
        this.headroom = headroom;
        this.farewell = farewell;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(Api.NODE, node);
        if (farewell.isSaid() && request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            chain.doFilter(request, response);
            return;
        }
        long start = System.nanoTime();
        try {
            if (request.getRequestURI().indexOf(';') >= 0) {
                throw ProblemException.badRequest("a path here has no semicolons");
            }
            admit(request, response, chain);
        } catch (ProblemException e) {
            problems.write(request, response, e.problem());
        } finally {
            meters.record(request, response, System.nanoTime() - start);
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isProbe(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        if (!headroom.enter()) {
            throw Headroom.full();
        }
        try {
            chain.doFilter(request, response);
        } finally {
            headroom.leave();
        }
    }

    /** Whether the node is well is asked and answered however much it has to do, or it would be ended for it. */
    private static boolean isProbe(String path) {
        return path.equals("/livez") || path.equals("/readyz") || path.startsWith("/actuator/health");
    }
}
