package io.holdfast.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** A node without an engine: the whole HTTP edge over a replica in memory. Not a component, so that no scan finds it. */
@EnableAutoConfiguration
@ComponentScan({"io.holdfast.web", "io.holdfast.lock.web", "io.holdfast.session.web", "io.holdfast.actuator"})
public class EdgeApplication {

    @Bean
    ReplicaConsensus consensus() {
        return new ReplicaConsensus();
    }

    public static void main(String[] args) {
        SpringApplication.run(EdgeApplication.class, args);
    }
}
