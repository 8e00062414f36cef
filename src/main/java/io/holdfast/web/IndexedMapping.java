package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds an operation among those that share its method, the first segment of its path below the root, such as {@code
 * POST /locks}, and the number of segments. The framework tries the pattern of every operation there is, which took a
 * seventh of the processor time of a small request. Whatever is not found here, or not in one way only, is left to the
 * framework, which also says why.
 */
final class IndexedMapping extends RequestMappingHandlerMapping {

    /** @param plain its pattern, if nothing else decides whether it is the one */
    private record Operation(
            RequestMappingInfo mapping,
            HandlerMethod method,
            @Nullable PlainPattern plain) {}

    private record Match(Operation operation, Map<String, String> variables) {}

    /** Before that of the endpoints of Actuator, which is at -100 and tries every pattern it has on what is not for it. */
    private static final int ORDER = -200;

    private Map<String, List<Operation>> index = Map.of();

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    protected void handlerMethodsInitialized(Map<RequestMappingInfo, HandlerMethod> operations) {
        super.handlerMethodsInitialized(operations);
        var built = new HashMap<String, List<Operation>>();
        operations.forEach((mapping, method) -> mapping.getPatternValues()
                .forEach(pattern -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(verb -> built.computeIfAbsent(key(verb.name(), pattern), _ -> new ArrayList<>())
                                .add(new Operation(mapping, method, PlainPattern.of(mapping, pattern))))));
        index = built;
    }

    @Override
    protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
        var candidates = index.getOrDefault(key(request.getMethod(), path), List.of());
        var plain = path.indexOf('%') < 0 ? onlyPlain(candidates, path) : null;
        if (plain != null) {
            var method = plain.operation().method();
            request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, method);
            request.setAttribute(
                    BEST_MATCHING_PATTERN_ATTRIBUTE,
                    String.valueOf(plain.operation().plain()));
            request.setAttribute(PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE, path);
            request.setAttribute(URI_TEMPLATE_VARIABLES_ATTRIBUTE, plain.variables());
            return method;
        }
        Operation found = null;
        RequestMappingInfo match = null;
        for (var candidate : candidates) {
            var matching = getMatchingMapping(candidate.mapping(), request);
            if (matching == null) {
                continue;
            }
            int order = match == null ? -1 : matching.compareTo(match, request);
            if (order == 0) {
                return super.lookupHandlerMethod(path, request);
            }
            if (order < 0) {
                found = candidate;
                match = matching;
            }
        }
        if (found == null || match == null) {
            return super.lookupHandlerMethod(path, request);
        }
        request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, found.method());
        handleMatch(match, path, request);
        return found.method();
    }

    /** The one that the path is of, if there is just one. */
    private static @Nullable Match onlyPlain(List<Operation> candidates, String path) {
        Match only = null;
        for (var candidate : candidates) {
            if (candidate.plain() == null) {
                return null;
            }
            var variables = candidate.plain().match(path);
            if (variables != null) {
                if (only != null) {
                    return null;
                }
                only = new Match(candidate, variables);
            }
        }
        return only;
    }

    private static String key(String method, String path) {
        int from = path.startsWith(Api.V1) ? Api.V1.length() : 0;
        int end = path.indexOf('/', from + 1);
        int slashes = 0;
        for (int i = end; i >= 0; i = path.indexOf('/', i + 1)) {
            slashes++;
        }
        return method + (char) ('0' + slashes) + path.substring(from, end < 0 ? path.length() : end);
    }
}
