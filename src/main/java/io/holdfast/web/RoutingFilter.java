package io.holdfast.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Brings mutations to where they can be decided. Stands behind what finds out who asks. */
final class RoutingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient CallReader calls;
    private final transient Routing routing;
    private final transient Headroom headroom;

    RoutingFilter(CallReader calls, Routing routing, Headroom headroom) {
        this.calls = calls;
        this.routing = routing;
        this.headroom = headroom;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ERROR || !isMutation(request)) {
            chain.doFilter(request, response);
            return;
        }
        try (var share = headroom.share()) {
            var call = calls.read(request, path(request), share);
            response.setHeader(Api.IDEMPOTENCY_KEY, call.key().key());
            if (call.isAnsweredAnywhere()) {
                chain.doFilter(call, new Unflushed(response));
            } else {
                routing.route(call, new Unflushed(response), chain);
            }
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
