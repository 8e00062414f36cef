package io.holdfast.election.web;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.election.ElectionMachine;
import io.holdfast.election.ElectionPrimitive;
import io.holdfast.election.web.ElectionAnswers.SessionCandidacyView;
import io.holdfast.election.web.ElectionAnswers.SessionOfficeView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Parking;
import io.holdfast.web.SessionContents;
import io.holdfast.web.StateMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ElectionWebConfiguration {

    @Bean
    ElectionPrimitive electionPrimitive() {
        return ELECTIONS;
    }

    @Bean
    ElectionProblems electionProblems(Consensus consensus) {
        return new ElectionProblems(consensus);
    }

    @Bean
    Candidacies candidaciesOfElections(Parking parking, ElectionProblems problems) {
        return new Candidacies(parking, problems);
    }

    @Bean
    @Order(20)
    SessionContents leads(Consensus consensus) {
        return SessionContents.of(
                "leads",
                SessionOfficeView.class,
                consensus,
                ELECTIONS,
                (elections, session) -> elections.queries().ledBy(session).stream()
                        .flatMap(led -> SessionOfficeView.of(led).stream())
                        .toList());
    }

    @Bean
    @Order(21)
    SessionContents candidacies(Consensus consensus) {
        return SessionContents.of(
                "candidacies",
                SessionCandidacyView.class,
                consensus,
                ELECTIONS,
                (elections, session) -> elections.queries().waitsOf(session).stream()
                        .map(SessionCandidacyView::of)
                        .toList());
    }

    @Bean
    EventForms electionEventForms() {
        return new ElectionEventForms();
    }

    @Bean
    ApiNotes electionNotes() {
        return ElectionNotes.notes();
    }

    @Bean
    MeterBinder electionMeters(Consensus consensus) {
        return meters -> {
            var state = new StateMeters(meters, consensus);
            state.gauge(
                    "holdfast.elections", "Elections that somebody leads", ELECTIONS, ElectionMachine::electionCount);
            state.gauge(
                    "holdfast.election.candidates",
                    "Candidates that wait in elections",
                    ELECTIONS,
                    ElectionMachine::candidateCount);
        };
    }
}
