package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ActuatorConfiguration {

    @Bean
    RaftEndpoint raftEndpoint(Consensus consensus) {
        return new RaftEndpoint(consensus);
    }

    @Bean
    RaftHealthIndicator raftHealthIndicator(Consensus consensus) {
        return new RaftHealthIndicator(consensus);
    }

    @Bean
    EngineHealthIndicator engineHealthIndicator(Consensus consensus) {
        return new EngineHealthIndicator(consensus);
    }

    @Bean
    RaftMeters raftMeters(Consensus consensus) {
        return new RaftMeters(consensus);
    }

    @Bean
    NodeInfoContributor nodeInfoContributor(Consensus consensus) {
        return new NodeInfoContributor(consensus);
    }
}
