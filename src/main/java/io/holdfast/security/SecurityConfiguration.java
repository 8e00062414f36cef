package io.holdfast.security;

import io.holdfast.web.AccessProperties;
import io.holdfast.web.Api;
import io.holdfast.web.Identities;
import io.holdfast.web.Seal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Three chains: what watches the node, the API, and pages. Each is made of the filter that it needs and no other: there are no
 * logins and no sessions of browsers here, and every request pays for what stands in its way.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

    /** The filter is no bean: the container would put every one that is in front of everything. */
    private record Gate(CallerFilter callers) {}

    @Bean
    Gate gate(
            AccessProperties access,
            Environment environment,
            ObjectProvider<Identities> identities,
            ObjectProvider<JwtDecoder> issuer,
            ObjectProvider<Seal> seal,
            Audit audit) {
        Exposure.check(environment, access);
        var all = new ArrayList<>(identities.stream().toList());
        issuer.ifAvailable(decoder -> all.add(new JwtCallers(decoder)));
        var credentials = new KnownCredentials(all, seal.getIfAvailable());
        return new Gate(new CallerFilter(credentials, audit, access.isRequired()));
    }

    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer issuerPatience() {
        return builder -> builder.restOperations(IssuerPatience.operations());
    }

    /** Nothing here goes by how a path is spelt, so spellings need not be refused; names may have encoded slashes. */
    @Bean
    HttpFirewall firewall() {
        return new HttpFirewall() {
            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                return new FirewalledRequest(request) {
                    @Override
                    public void reset() {
                        // nothing was changed
                    }
                };
            }

            @Override
            public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                return response;
            }
        };
    }

    @Bean
    Audit audit(SecurityProperties properties, AccessProperties access, Environment environment) throws IOException {
        var settings = properties.audit();
        var wanted = settings.enabled();
        if (wanted == null ? !access.isRequired() : !wanted) {
            return Audit.NONE;
        }
        var node = environment.getProperty("holdfast.node.id", "n1");
        var data = environment.getProperty("holdfast.node.data-dir", "data/" + node);
        var given = settings.directory();
        var directory = given == null ? Path.of(data, "audit") : given;
        var file = new AuditFile(directory, node, settings.fileMax().toBytes(), settings.filesMax());
        return new AuditTrail(file, Clock.systemUTC());
    }

    @Bean
    @Order(1)
    SecurityFilterChain managementChain(Gate gate) {
        return new DefaultSecurityFilterChain(
                request -> ManagementFilter.covers(request.getServletPath()), new ManagementFilter(gate.callers()));
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiChain(Gate gate, SecurityProperties properties) {
        return new DefaultSecurityFilterChain(
                request -> isApi(request.getServletPath()), gate.callers(), new LimitFilter(properties.limits()));
    }

    @Bean
    @Order(3)
    SecurityFilterChain pageChain(Gate gate) {
        return new DefaultSecurityFilterChain(_ -> true, new PageFilter(gate.callers()));
    }

    private static boolean isApi(String path) {
        return path.equals(Api.V1) || path.startsWith(Api.V1 + '/');
    }

    @Bean
    WebMvcConfigurer accessCheck(AccessProperties access, Audit audit) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new AccessCheck(audit, access.isRequired()))
                        .addPathPatterns("/api/**");
            }
        };
    }

    /** Nobody looks at them, and they took more time than the filters. */
    @Bean
    SecurityObservationSettings noSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }
}
