package io.holdfast.roster.web;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.PeerState;
import io.holdfast.roster.RosterPrimitive;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RosterWebConfiguration {

    @Bean
    RosterPrimitive rosterPrimitive() {
        return ROSTER;
    }

    @Bean
    EventForms rosterEventForms() {
        return new RosterEventForms();
    }

    @Bean
    ApiNotes nodeNotes() {
        return NodeNotes.notes();
    }

    @Bean
    MeterBinder nodeMeters(Consensus consensus) {
        return meters -> {
            for (var state : PeerState.values()) {
                Gauge.builder("holdfast.nodes", consensus, all -> count(all, state))
                        .tag("state", Input.word(state))
                        .description("Nodes of the cluster as this node hears of them")
                        .register(meters);
            }
        };
    }

    private static double count(Consensus consensus, PeerState state) {
        return consensus.view().nodes().stream()
                .filter(node -> node.state() == state)
                .count();
    }
}
