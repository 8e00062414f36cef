package io.holdfast.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Shows anybody the pages and documents that tell nothing of anybody; everything else that there may be is for callers. */
final class PageFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final List<String> OPEN = List.of("/", "/favicon.ico", "/error", "/swagger-ui.html");
    private static final List<String> OPEN_BELOW = List.of("/swagger-ui/", "/v3/api-docs");

    private final transient CallerFilter callers;

    PageFilter(CallerFilter callers) {
        this.callers = callers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getServletPath();
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        boolean open = OPEN.contains(path) || OPEN_BELOW.stream().anyMatch(path::startsWith);
        if (open) {
            chain.doFilter(request, response);
        } else {
            callers.doFilter(request, response, chain);
        }
    }
}
