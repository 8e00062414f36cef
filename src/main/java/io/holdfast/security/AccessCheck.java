package io.holdfast.security;

import io.holdfast.core.Role;
import io.holdfast.web.Caller;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Asks, for each operation of the API, whether its caller may. It stands behind the framework's own choice of the operation,
 * so that no spelling of a path gets past it; a request that was forwarded is checked where it is carried out.
 */
final class AccessCheck implements HandlerInterceptor {

    private static final String PREFIX = "prefix";

    private final Audit audit;
    private final boolean required;
    private final Map<Method, Need> needs = new ConcurrentHashMap<>();

    AccessCheck(Audit audit, boolean required) {
        this.audit = audit;
        this.required = required;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var need = need(handler);
        audit.begin(request, need.operation());
        if (audit.isBroken() && need.role() != Role.READER) {
            throw new ProblemException(Problem.of(
                            ProblemType.NO_LEADER,
                            "this node cannot write its audit trail, and so carries nothing out; ask another node")
                    .retryAfterSeconds(1));
        }
        if (required) {
            require(request, need);
        }
        return true;
    }

    private void require(HttpServletRequest request, Need need) {
        try {
            check(request, Caller.of(request), need);
        } catch (ProblemException e) {
            audit.refused(request, Caller.of(request), e.problem().type());
            throw e;
        }
    }

    private static void check(HttpServletRequest request, Caller caller, Need need) {
        switch (need.extent()) {
            case NAMED -> caller.require(need.role(), need.kind(), name(request, need));
            case LISTED -> caller.require(need.role(), need.kind(), prefix(request));
            case ALL -> requireEverywhere(caller, need);
            case IN_BODY, OWNED, NONE -> requireSomewhere(caller, need.role());
        }
    }

    private static void requireSomewhere(Caller caller, Role role) {
        if (!caller.access().allows(role)) {
            throw caller.forbidden("act as " + role.word() + "; its key has another role");
        }
    }

    /** A key that may make keys could otherwise make itself one without rules. */
    private static void requireEverywhere(Caller caller, Need need) {
        if (need.role() == Role.ADMIN) {
            requireSomewhere(caller, Role.ADMIN);
            if (!caller.access().isEverywhere()) {
                throw caller.forbidden("act as admin, because its key has rules, and this concerns everything");
            }
        }
        caller.require(need.role(), need.kind(), "");
    }

    private static String name(HttpServletRequest request, Need need) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            var name = variables.containsKey("name") ? variables.get("name") : variables.get(need.kind());
            if (name instanceof String text) {
                return text;
            }
        }
        throw new IllegalStateException(need.operation() + " has no name in its path");
    }

    private static String prefix(HttpServletRequest request) {
        var prefixes = request.getParameterValues(PREFIX);
        if (prefixes != null && prefixes.length > 1) {
            throw ProblemException.badRequest("\"prefix\" is given once");
        }
        return prefixes == null ? "" : prefixes[0];
    }

    private Need need(Object handler) {
        return handler instanceof HandlerMethod method
                ? needs.computeIfAbsent(method.getMethod(), AccessCheck::need)
                : Needs.of("");
    }

    private static Need need(Method method) {
        var operation = method.getAnnotation(Operation.class);
        return Needs.of(operation == null ? "" : operation.operationId());
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        audit.end(request, response);
    }
}
