package io.holdfast.session.web;

import static io.holdfast.session.SessionPrimitive.SESSIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.SessionId;
import io.holdfast.session.SessionMachine;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.SessionOwners;
import io.holdfast.web.StateMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionWebConfiguration {

    @Bean
    EventForms sessionEventForms() {
        return new SessionEventForms();
    }

    /** Asked where a session has just been seen, so that the local copy knows it. */
    @Bean
    SessionOwners sessionOwners(Consensus consensus) {
        return new SessionOwners() {
            @Override
            public String principal(SessionId session) {
                var seen = consensus.readLocal(SESSIONS, (sessions, _) -> sessions.find(session));
                return seen == null ? "" : seen.principal();
            }

            @Override
            public int count(String principal) {
                return consensus.readLocal(SESSIONS, (sessions, _) -> sessions.count(principal));
            }
        };
    }

    @Bean
    ApiNotes sessionNotes() {
        return SessionNotes.notes();
    }

    @Bean
    MeterBinder sessionMeters(Consensus consensus) {
        return meters -> new StateMeters(meters, consensus)
                .gauge("holdfast.sessions", "Sessions that are alive", SESSIONS, SessionMachine::count);
    }
}
