package io.holdfast.web;

import io.holdfast.cluster.LeaderDesk;
import io.holdfast.core.Primitive;
import io.holdfast.core.Scope;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** A node without an engine: the whole HTTP edge over replicas in memory. Not a component, so that no scan finds it. */
@EnableAutoConfiguration
@ComponentScan({
    "io.holdfast.web",
    "io.holdfast.actuator",
    "io.holdfast.cache.web",
    "io.holdfast.election.web",
    "io.holdfast.fence.web",
    "io.holdfast.keys.web",
    "io.holdfast.lock.web",
    "io.holdfast.membership.web",
    "io.holdfast.queue.web",
    "io.holdfast.roster.web",
    "io.holdfast.security",
    "io.holdfast.semaphore.web",
    "io.holdfast.session.web"
})
public class EdgeApplication {

    private static final int DATA_GROUPS = 3;

    @Bean
    ReplicaConsensus consensus(List<Primitive<?, ?>> primitives) {
        return new ReplicaConsensus(primitives.stream()
                .filter(primitive -> primitive.scope() == Scope.COORDINATION)
                .toList());
    }

    @Bean
    ReplicaDataGroups dataGroups(List<Primitive<?, ?>> primitives, ObjectProvider<LeaderDesk> desks) {
        return new ReplicaDataGroups(DATA_GROUPS, primitives, desks.stream().toList());
    }

    public static void main(String[] args) {
        SpringApplication.run(EdgeApplication.class, args);
    }
}
