package io.holdfast.web;

import io.holdfast.core.Primitive;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** A node without an engine: the whole HTTP edge over a replica in memory. Not a component, so that no scan finds it. */
@EnableAutoConfiguration
@ComponentScan({
    "io.holdfast.web",
    "io.holdfast.actuator",
    "io.holdfast.election.web",
    "io.holdfast.lock.web",
    "io.holdfast.membership.web",
    "io.holdfast.semaphore.web",
    "io.holdfast.session.web"
})
public class EdgeApplication {

    @Bean
    ReplicaConsensus consensus(List<Primitive<?, ?>> primitives) {
        return new ReplicaConsensus(primitives);
    }

    public static void main(String[] args) {
        SpringApplication.run(EdgeApplication.class, args);
    }
}
