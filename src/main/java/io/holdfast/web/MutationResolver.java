package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands controllers the {@link Mutation} that the filter has read. */
final class MutationResolver implements HandlerMethodArgumentResolver {

    private final Consensus consensus;
    private final Mutation.Surroundings surroundings;

    MutationResolver(Consensus consensus, Mutation.Surroundings surroundings) {
        this.consensus = consensus;
        this.surroundings = surroundings;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Mutation.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var call = request.getNativeRequest(Call.class);
        var response = request.getNativeResponse(HttpServletResponse.class);
        if (call == null || response == null) {
            throw new IllegalStateException("a mutation that did not pass the filter: " + parameter.getMethod());
        }
        return new Mutation(call, response, consensus, surroundings);
    }
}
