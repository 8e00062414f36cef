package io.holdfast.web;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.tls.NodeCertificates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EdgeProperties.class, AccessProperties.class})
class WebConfiguration {

    @Bean
    Announcement announcement(Consensus consensus) {
        return new Announcement(consensus);
    }

    @Bean
    Minting minting() {
        return new Minting();
    }

    @Bean
    Happenings happenings(Consensus consensus, List<EventForms> forms) {
        return new Happenings(consensus, forms);
    }

    @Bean
    EventStreams eventStreams(JsonMapper mapper, MeterRegistry meters) {
        return new EventStreams(mapper, meters);
    }

    @Bean
    Parking parking(Consensus consensus, SessionLeases leases, SessionOwners owners) {
        return new Parking(consensus, leases, owners);
    }

    @Bean
    CallReader callReader(EdgeProperties properties, Minting minting, ObjectProvider<Anywhere> anywhere) {
        return new CallReader(
                (int) properties.http().bodyMax().toBytes(),
                minting,
                anywhere.stream().toList());
    }

    @Bean
    LeaderWatch leaderWatch(Consensus consensus) {
        return new LeaderWatch(consensus);
    }

    @Bean
    Forwarder.Guards forwardGuards(CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads) {
        return new Forwarder.Guards(breakers, bulkheads);
    }

    /** Nodes speak to one another's HTTP as they do to one another's Raft. */
    @Bean
    Forwarder.Standing forwardStanding(ObjectProvider<Seal> seal, ObjectProvider<NodeCertificates> certificates) {
        var shown = certificates.getIfAvailable();
        return new Forwarder.Standing(seal.getIfAvailable(), shown == null ? null : shown.context());
    }

    @Bean
    Forwarder forwarder(
            EdgeProperties properties,
            Consensus consensus,
            LeaderWatch watch,
            Forwarder.Guards guards,
            Forwarder.Standing standing) {
        return new Forwarder(properties, consensus.node(), watch, guards, standing);
    }

    @Bean
    Together together() {
        return new Together();
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper mapper) {
        return new ProblemWriter(mapper);
    }

    @Bean
    Routing routing(EdgeProperties properties, LeaderWatch watch, Forwarder forwarder, ProblemWriter problems) {
        return new Routing(properties, watch, forwarder, problems);
    }

    @Bean
    Farewell farewell(EdgeProperties properties) {
        return new Farewell(properties.farewell());
    }

    @Bean
    Headroom headroom(EdgeProperties properties, MeterRegistry meters) {
        var headroom =
                Headroom.of(Runtime.getRuntime().maxMemory(), properties.http().requestsMax());
        Gauge.builder("holdfast.http.requests.under.way", headroom, Headroom::requests)
                .description("Requests under way, waits and streams included")
                .register(meters);
        Gauge.builder("holdfast.http.body.bytes", headroom, Headroom::bodyBytes)
                .description("Bytes of bodies of requests under way")
                .register(meters);
        return headroom;
    }

    @Bean
    FilterRegistrationBean<EdgeFilter> edgeFilter(
            Consensus consensus, ProblemWriter problems, MeterRegistry meters, Headroom headroom, Farewell farewell) {
        var filter = new EdgeFilter(consensus.node(), problems, new RequestMeters(meters), headroom, farewell);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        return registration;
    }

    /** Behind Spring Security, which has a negative order: nothing is forwarded before it is known who asks. */
    @Bean
    FilterRegistrationBean<RoutingFilter> routingFilter(CallReader calls, Routing routing, Headroom headroom) {
        var registration = new FilterRegistrationBean<>(new RoutingFilter(calls, routing, headroom));
        registration.setOrder(0);
        return registration;
    }

    /** Null while nobody has to say who asks: then there is nothing to seal. */
    @Bean
    @Nullable
    Seal seal(AccessProperties access) {
        var secret = access.secret();
        return access.isRequired() && secret != null ? new Seal(secret) : null;
    }

    /** A number is not taken for a string: a token that passed through one may have lost digits. */
    @Bean
    JsonMapperBuilderCustomizer strictStrings() {
        return builder -> builder.withCoercionConfig(
                LogicalType.Textual,
                strings -> strings.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    @Bean
    Mutation.Surroundings mutationSurroundings(
            LeaderWatch watch, EdgeProperties properties, SessionOwners owners, AccessProperties access) {
        return new Mutation.Surroundings(watch, properties, new Mutation.Allowance(owners, access.sessionsMax()));
    }

    @Bean
    WebMvcConfigurer mutations(
            Consensus consensus,
            Mutation.Surroundings surroundings,
            Minting minting,
            ObjectProvider<TokenCheck> tokens) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new MutationResolver(consensus, surroundings));
                resolvers.add(new LocalMutationResolver(minting, tokens.stream().toList()));
            }
        };
    }

    @Bean
    WebMvcRegistrations indexedMapping() {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new IndexedMapping();
            }
        };
    }

    /** The dispatcher does what this filter does, and nothing before it asks. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContextFilter() {
        var registration = new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    /** Stands before the framework's own: the first that supports a parameter or an answer is the one that is asked. */
    @Bean
    SmartInitializingSingleton plainArgumentsAndAnswers(RequestMappingHandlerAdapter adapter, JsonMapper mapper) {
        return () -> {
            adapter.setArgumentResolvers(before(new PlainArguments(mapper), adapter.getArgumentResolvers()));
            adapter.setReturnValueHandlers(before(new PlainAnswers(mapper), adapter.getReturnValueHandlers()));
        };
    }

    private static <T> List<T> before(T first, @Nullable List<T> others) {
        var all = new ArrayList<T>();
        all.add(first);
        if (others != null) {
            all.addAll(others);
        }
        return all;
    }
}
