package io.holdfast.web;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.holdfast.cluster.Consensus;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeProperties.class)
class WebConfiguration {

    /** After the observation of requests, so that forwarded and redirected ones are counted too. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

    @Bean
    Minting minting() {
        return new Minting();
    }

    @Bean
    LeaderWatch leaderWatch(Consensus consensus) {
        return new LeaderWatch(consensus);
    }

    @Bean
    Forwarder forwarder(
            EdgeProperties properties,
            Consensus consensus,
            LeaderWatch watch,
            CircuitBreakerRegistry breakers,
            BulkheadRegistry bulkheads) {
        return new Forwarder(properties, consensus.node(), watch, breakers, bulkheads);
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
    FilterRegistrationBean<EdgeFilter> edgeFilter(
            EdgeProperties properties, Consensus consensus, Minting minting, Routing routing, ProblemWriter problems) {
        int bodyMax = (int) properties.http().bodyMax().toBytes();
        var registration =
                new FilterRegistrationBean<>(new EdgeFilter(consensus.node(), bodyMax, minting, routing, problems));
        registration.setOrder(FILTER_ORDER);
        return registration;
    }

    @Bean
    WebMvcConfigurer mutations(Consensus consensus, LeaderWatch watch, EdgeProperties properties) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new MutationResolver(consensus, watch, properties));
            }
        };
    }
}
