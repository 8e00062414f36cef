package io.holdfast.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands before everything: names the node on each answer, measures, and answers what the filters behind it refuse. */
final class EdgeFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient String node;
    private final transient ProblemWriter problems;
    private final transient RequestMeters meters;
    private final transient Farewell farewell;

    EdgeFilter(String node, ProblemWriter problems, RequestMeters meters, Farewell farewell) {
        this.node = node;
        this.problems = problems;
        this.meters = meters;
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
            chain.doFilter(request, response);
        } catch (ProblemException e) {
            problems.write(request, response, e.problem());
        } finally {
            meters.record(request, response, System.nanoTime() - start);
        }
    }
}
