package io.holdfast.keys.web;

import static io.holdfast.keys.KeyPrimitive.KEYS;

import io.holdfast.cluster.Consensus;
import io.holdfast.keys.KeyMachine;
import io.holdfast.keys.KeyPrimitive;
import io.holdfast.web.AccessProperties;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Identities;
import io.holdfast.web.Minting;
import io.holdfast.web.StateMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeyWebConfiguration {

    @Bean
    KeyPrimitive keyPrimitive() {
        return KEYS;
    }

    @Bean
    Keys keys(Minting minting) {
        return new Keys(minting);
    }

    @Bean
    Identities keyRing(Consensus consensus) {
        return new KeyRing(consensus);
    }

    @Bean
    FirstKey firstKey(Consensus consensus, Keys keys, AccessProperties access) {
        return new FirstKey(consensus, keys, access);
    }

    @Bean
    EventForms keyEventForms() {
        return new KeyEventForms();
    }

    @Bean
    ApiNotes keyNotes() {
        return KeyNotes.notes();
    }

    @Bean
    MeterBinder keyMeters(Consensus consensus) {
        return meters -> new StateMeters(meters, consensus)
                .gauge("holdfast.keys", "Keys that callers can be known by", KEYS, KeyMachine::count);
    }
}
