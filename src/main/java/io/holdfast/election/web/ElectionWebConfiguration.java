package io.holdfast.election.web;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.SessionId;
import io.holdfast.election.ElectionMachine;
import io.holdfast.election.ElectionPrimitive;
import io.holdfast.election.ElectionQueries;
import io.holdfast.election.web.ElectionAnswers.SessionCandidacyView;
import io.holdfast.election.web.ElectionAnswers.SessionOfficeView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Parking;
import io.holdfast.web.SessionContents;
import io.holdfast.web.StateMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.BiFunction;
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
        return contents(
                "leads",
                SessionOfficeView.class,
                consensus,
                (elections, session) -> elections.ledBy(session).stream()
                        .flatMap(led -> SessionOfficeView.of(led).stream())
                        .toList());
    }

    @Bean
    @Order(21)
    SessionContents candidacies(Consensus consensus) {
        return contents(
                "candidacies",
                SessionCandidacyView.class,
                consensus,
                (elections, session) -> elections.waitsOf(session).stream()
                        .map(SessionCandidacyView::of)
                        .toList());
    }

    private static SessionContents contents(
            String name, Class<?> type, Consensus consensus, BiFunction<ElectionQueries, SessionId, List<?>> rows) {
        return new SessionContents() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Class<?> type() {
                return type;
            }

            @Override
            public List<?> of(SessionId session) {
                return consensus.<ElectionMachine, List<?>>readLocal(
                        ELECTIONS, (elections, _) -> rows.apply(elections.queries(), session));
            }
        };
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
