package io.holdfast.security;

import io.holdfast.core.Role;
import io.holdfast.web.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Set;

/**
 * Lets anybody ask whether the node is well, readers see its figures, and operators all else. Who may see the details of its
 * health is asked by the framework in its own words.
 */
final class ManagementFilter extends HttpFilter {

    static final String ROOT = "/actuator";

    private static final long serialVersionUID = 1L;
    private static final String HEALTH = ROOT + "/health";
    private static final Set<String> PROBES = Set.of("/livez", "/readyz");
    private static final Set<String> FIGURES = Set.of("info", "prometheus", "metrics", "raft");

    private final transient CallerFilter callers;

    ManagementFilter(CallerFilter callers) {
        this.callers = callers;
    }

    /** Whether the path is one of those that watch the node. */
    static boolean covers(String path) {
        return PROBES.contains(path) || path.equals(ROOT) || path.startsWith(ROOT + '/');
    }

    private static boolean isHealth(String path) {
        return PROBES.contains(path) || path.equals(HEALTH) || path.startsWith(HEALTH + '/');
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getServletPath();
        boolean health = isHealth(path);
        if (health && !callers.isTold(request)) {
            chain.doFilter(request, response);
            return;
        }
        callers.doFilter(request, response, (_, _) -> {
            var caller = Caller.of(request);
            var needed = health || FIGURES.contains(endpoint(path)) ? Role.READER : Role.OPERATOR;
            if (!caller.access().allows(needed)) {
                throw caller.forbidden("see this: it takes an " + needed.word());
            }
            chain.doFilter(new Known(request, caller), response);
        });
    }

    private static String endpoint(String path) {
        if (path.length() <= ROOT.length() + 1) {
            return "info";
        }
        int end = path.indexOf('/', ROOT.length() + 1);
        return path.substring(ROOT.length() + 1, end < 0 ? path.length() : end);
    }

    /** A request whose caller the framework can ask about. */
    private static final class Known extends HttpServletRequestWrapper {

        private final Caller caller;

        private Known(HttpServletRequest request, Caller caller) {
            super(request);
            this.caller = caller;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> caller.principal();
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.access().allows(Role.OPERATOR);
        }
    }
}
