package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springdoc.core.properties.SwaggerUiConfigProperties;
import org.springdoc.core.properties.SwaggerUiOAuthProperties;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.webmvc.ui.SwaggerIndexPageTransformer;
import org.springdoc.webmvc.ui.SwaggerWelcomeCommon;
import org.springframework.core.io.Resource;
import org.springframework.web.servlet.resource.ResourceTransformerChain;
import org.springframework.web.servlet.resource.TransformedResource;

/**
 * Has Swagger UI ask for forwarding, so that what is tried out there needs no request to another origin, which the
 * browser would refuse.
 */
final class SwaggerInitializer extends SwaggerIndexPageTransformer {

    private static final String BEFORE = "presets: [";

    private static final String INTERCEPTOR = """
            requestInterceptor: (request) => {
                  if (new URL(request.url, document.location.href).origin === document.location.origin) {
                    request.headers['%s'] ??= 'forward';
                  }
                  return request;
                },
                %s""".formatted(Api.ROUTING, BEFORE);

    SwaggerInitializer(
            SwaggerUiConfigProperties ui,
            SwaggerUiOAuthProperties oauth,
            SwaggerWelcomeCommon welcome,
            ObjectMapperProvider mappers) {
        super(ui, oauth, welcome, mappers);
    }

    @Override
    public Resource transform(HttpServletRequest request, Resource resource, ResourceTransformerChain chain)
            throws IOException {
        var transformed = super.transform(request, resource, chain);
        if (!"swagger-initializer.js".equals(resource.getFilename())) {
            return transformed;
        }
        var script = transformed.getContentAsString(StandardCharsets.UTF_8);
        if (!script.contains(BEFORE)) {
            throw new IllegalStateException("Swagger UI's initializer has changed: there is no " + BEFORE);
        }
        return new TransformedResource(
                transformed, script.replace(BEFORE, INTERCEPTOR).getBytes(StandardCharsets.UTF_8));
    }
}
