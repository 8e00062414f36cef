package io.holdfast.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers of this application's controllers as JSON of known length, so nothing has to be negotiated: a client that does
 * not accept it was refused when the request was mapped. Bytes are sent as they are, under the type the answer names.
 */
final class PlainAnswers implements HandlerMethodReturnValueHandler {

    private static final String OURS = "io.holdfast.";

    private final JsonMapper mapper;

    PlainAnswers(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean supportsReturnType(MethodParameter type) {
        return type.getContainingClass().getName().startsWith(OURS)
                && (type.getParameterType() == ResponseEntity.class
                        || type.getParameterType().isRecord());
    }

    @Override
    public void handleReturnValue(
            @Nullable Object value, MethodParameter type, ModelAndViewContainer container, NativeWebRequest request)
            throws IOException {
        container.setRequestHandled(true);
        var response = request.getNativeResponse(HttpServletResponse.class);
        if (value == null || response == null) {
            return;
        }
        if (value instanceof ResponseEntity<?> entity) {
            response.setStatus(entity.getStatusCode().value());
            entity.getHeaders().forEach((name, values) -> values.forEach(one -> response.addHeader(name, one)));
            write(response, entity.getBody());
        } else {
            write(response, value);
        }
    }

    private void write(HttpServletResponse response, @Nullable Object body) throws IOException {
        if (body == null) {
            return;
        }
        if (response.getContentType() == null) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        }
        byte[] bytes = body instanceof byte[] raw ? raw : mapper.writeValueAsBytes(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
