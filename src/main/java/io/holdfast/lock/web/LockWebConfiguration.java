package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.lock.web.LockAnswers.SessionHoldView;
import io.holdfast.lock.web.LockAnswers.SessionWaitView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Parking;
import io.holdfast.web.SessionContents;
import io.holdfast.web.StateMeters;
import io.holdfast.web.TokenCheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class LockWebConfiguration {

    @Bean
    LockPrimitive lockPrimitive() {
        return LOCKS;
    }

    @Bean
    TokenCheck lockTokens(Consensus consensus) {
        return guard -> consensus.read(LOCKS, (locks, _) -> locks.refusal(guard) == null);
    }

    @Bean
    LockProblems lockProblems(Consensus consensus, SessionLeases leases) {
        return new LockProblems(consensus, leases);
    }

    @Bean
    Tickets tickets(Parking parking, LockProblems problems, SessionLeases leases) {
        return new Tickets(parking, problems, leases);
    }

    @Bean
    Acquisition acquisition(Tickets tickets, LockProblems problems, AcquireTimer timer) {
        return new Acquisition(tickets, problems, timer);
    }

    @Bean
    AcquireTimer acquireTimer(MeterRegistry meters) {
        return new AcquireTimer(meters);
    }

    @Bean
    @Order(1)
    SessionContents holds(Consensus consensus) {
        return SessionContents.of(
                "holds",
                SessionHoldView.class,
                consensus,
                LOCKS,
                (locks, session) -> locks.queries().holdsOf(session).stream()
                        .map(SessionHoldView::of)
                        .toList());
    }

    @Bean
    @Order(2)
    SessionContents waits(Consensus consensus) {
        return SessionContents.of(
                "waits",
                SessionWaitView.class,
                consensus,
                LOCKS,
                (locks, session) -> locks.queries().waitsOf(session).stream()
                        .map(SessionWaitView::of)
                        .toList());
    }

    @Bean
    EventForms lockEventForms() {
        return new LockEventForms();
    }

    @Bean
    ApiNotes lockNotes() {
        return LockNotes.notes();
    }

    @Bean
    ApiNotes lockManagerNotes() {
        return LockManagerNotes.notes();
    }

    @Bean
    MeterBinder lockMeters(Consensus consensus) {
        return meters -> {
            var state = new StateMeters(meters, consensus);
            state.gauge("holdfast.lock.held", "Holds of locks", LOCKS, LockMachine::holdCount);
            state.gauge("holdfast.lock.waiters", "Waiters in the queues of locks", LOCKS, LockMachine::waiterCount);
            state.gauge("holdfast.lock.locks", "Locks that somebody holds or waits for", LOCKS, LockMachine::lockCount);
            state.counter("holdfast.lock.deadlocks", "Deadlocks found and broken", LOCKS, LockMachine::deadlockCount);
            state.counter(
                    "holdfast.lock.deadlock.search.owners",
                    "Owners that searches for deadlocks have looked at",
                    LOCKS,
                    LockMachine::searchedOwners);
            state.counter(
                    "holdfast.lock.deadlock.search.truncated",
                    "Searches for deadlocks given up since too many owners wait",
                    LOCKS,
                    LockMachine::truncatedSearches);
        };
    }
}
