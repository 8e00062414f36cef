package io.holdfast.membership.web;

import static io.holdfast.membership.MembershipPrimitive.GROUPS;

import io.holdfast.cluster.Consensus;
import io.holdfast.membership.MembershipMachine;
import io.holdfast.membership.MembershipPrimitive;
import io.holdfast.membership.web.GroupAnswers.SessionMembershipView;
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
class GroupWebConfiguration {

    @Bean
    MembershipPrimitive membershipPrimitive() {
        return GROUPS;
    }

    @Bean
    Groups groups(Parking parking) {
        return new Groups(parking);
    }

    @Bean
    @Order(30)
    SessionContents memberships(Consensus consensus) {
        return SessionContents.of(
                "memberships",
                SessionMembershipView.class,
                consensus,
                GROUPS,
                (groups, session) -> groups.queries().of(session).stream()
                        .map(SessionMembershipView::of)
                        .toList());
    }

    @Bean
    EventForms groupEventForms() {
        return new GroupEventForms();
    }

    @Bean
    ApiNotes groupNotes() {
        return GroupNotes.notes();
    }

    @Bean
    MeterBinder groupMeters(Consensus consensus) {
        return meters -> {
            var state = new StateMeters(meters, consensus);
            state.gauge("holdfast.groups", "Groups that have members", GROUPS, MembershipMachine::groupCount);
            state.gauge("holdfast.group.members", "Members of groups", GROUPS, MembershipMachine::memberCount);
        };
    }
}
