package io.holdfast.session.web;

import static io.holdfast.session.SessionPrimitive.SESSIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.web.ApiNotes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionWebConfiguration {

    @Bean
    ApiNotes sessionNotes() {
        return SessionNotes.notes();
    }

    @Bean
    MeterBinder sessionMeters(Consensus consensus) {
        return meters -> Gauge.builder(
                        "holdfast.sessions",
                        consensus,
                        port -> port.readLocal(SESSIONS, (sessions, _) -> (double) sessions.count()))
                .description("Sessions that are alive")
                .register(meters);
    }
}
