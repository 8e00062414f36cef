package io.holdfast.semaphore.web;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.cluster.Consensus;
import io.holdfast.semaphore.SemaphoreMachine;
import io.holdfast.semaphore.SemaphorePrimitive;
import io.holdfast.semaphore.web.SemaphoreAnswers.SessionHoldView;
import io.holdfast.semaphore.web.SemaphoreAnswers.SessionWaitView;
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
class SemaphoreWebConfiguration {

    @Bean
    SemaphorePrimitive semaphorePrimitive() {
        return SEMAPHORES;
    }

    @Bean
    SemaphoreProblems semaphoreProblems(Consensus consensus) {
        return new SemaphoreProblems(consensus);
    }

    @Bean
    PermitTickets permitTickets(Parking parking, SemaphoreProblems problems) {
        return new PermitTickets(parking, problems);
    }

    @Bean
    @Order(10)
    SessionContents permits(Consensus consensus) {
        return SessionContents.of(
                "permits",
                SessionHoldView.class,
                consensus,
                SEMAPHORES,
                (semaphores, session) -> semaphores.queries().holdsOf(session).stream()
                        .map(SessionHoldView::of)
                        .toList());
    }

    @Bean
    @Order(11)
    SessionContents permitWaits(Consensus consensus) {
        return SessionContents.of(
                "permitWaits",
                SessionWaitView.class,
                consensus,
                SEMAPHORES,
                (semaphores, session) -> semaphores.queries().waitsOf(session).stream()
                        .map(SessionWaitView::of)
                        .toList());
    }

    @Bean
    EventForms semaphoreEventForms() {
        return new SemaphoreEventForms();
    }

    @Bean
    ApiNotes semaphoreNotes() {
        return SemaphoreNotes.notes();
    }

    @Bean
    MeterBinder semaphoreMeters(Consensus consensus) {
        return meters -> {
            var state = new StateMeters(meters, consensus);
            state.gauge("holdfast.semaphores", "Semaphores", SEMAPHORES, SemaphoreMachine::semaphoreCount);
            state.gauge(
                    "holdfast.semaphore.held",
                    "Permits of semaphores that are out",
                    SEMAPHORES,
                    SemaphoreMachine::heldCount);
            state.gauge(
                    "holdfast.semaphore.waiters",
                    "Waiters in the queues of semaphores",
                    SEMAPHORES,
                    SemaphoreMachine::waiterCount);
        };
    }
}
