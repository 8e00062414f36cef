package io.holdfast.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands controllers the {@link LocalMutation} that the filter has read. */
final class LocalMutationResolver implements HandlerMethodArgumentResolver {

    private final Minting minting;
    private final List<TokenCheck> tokens;

    LocalMutationResolver(Minting minting, List<TokenCheck> tokens) {
        this.minting = minting;
        this.tokens = List.copyOf(tokens);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == LocalMutation.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var call = request.getNativeRequest(Call.class);
        var response = request.getNativeResponse(HttpServletResponse.class);
        if (call == null || response == null || !call.isAnsweredAnywhere()) {
            throw new IllegalStateException("no mutation that is answered anywhere: " + parameter.getMethod());
        }
        return new LocalMutation(call, response, minting, tokens);
    }
}
