package io.holdfast.semaphore.web;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.SessionId;
import io.holdfast.semaphore.SemaphoreMachine;
import io.holdfast.semaphore.SemaphorePrimitive;
import io.holdfast.semaphore.SemaphoreQueries;
import io.holdfast.semaphore.web.SemaphoreAnswers.SessionHoldView;
import io.holdfast.semaphore.web.SemaphoreAnswers.SessionWaitView;
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
        return contents(
                "permits",
                SessionHoldView.class,
                consensus,
                (semaphores, session) -> semaphores.holdsOf(session).stream()
                        .map(SessionHoldView::of)
                        .toList());
    }

    @Bean
    @Order(11)
    SessionContents permitWaits(Consensus consensus) {
        return contents(
                "permitWaits",
                SessionWaitView.class,
                consensus,
                (semaphores, session) -> semaphores.waitsOf(session).stream()
                        .map(SessionWaitView::of)
                        .toList());
    }

    private static SessionContents contents(
            String name, Class<?> type, Consensus consensus, BiFunction<SemaphoreQueries, SessionId, List<?>> rows) {
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
                return consensus.<SemaphoreMachine, List<?>>readLocal(
                        SEMAPHORES, (semaphores, _) -> rows.apply(semaphores.queries(), session));
            }
        };
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
