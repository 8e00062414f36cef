package io.holdfast.web;

import io.holdfast.web.ClusterController.ClusterStatusView;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.properties.SwaggerUiConfigProperties;
import org.springdoc.core.properties.SwaggerUiOAuthProperties;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springdoc.webmvc.ui.SwaggerIndexTransformer;
import org.springdoc.webmvc.ui.SwaggerWelcomeCommon;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The API's document and the page to explore it. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Mutation.class, LocalMutation.class);
    }

    @Bean
    OpenApiCustomizer apiDocument(List<ApiNotes> notes, List<SessionContents> contents, JsonMapper mapper) {
        return new ApiDocument(notes, contents, mapper);
    }

    @Bean
    SwaggerIndexTransformer swaggerInitializer(
            SwaggerUiConfigProperties ui,
            SwaggerUiOAuthProperties oauth,
            SwaggerWelcomeCommon welcome,
            ObjectMapperProvider mappers) {
        return new SwaggerInitializer(ui, oauth, welcome, mappers);
    }

    @Bean
    ApiNotes eventNotes() {
        return ApiNotes.of(OperationNotes.of("listEvents")
                .needsNoMajority()
                .answers(200, "What happened, and where to go on", EventController.EventsView.class)
                .problems(Happenings.COMPACTED, EventStreams.EXHAUSTED)
                .step(62, "See where the feed of events stands", 200, """
                        {"events": [], "last": "1207-0"}"""));
    }

    @Bean
    ApiNotes clusterNotes() {
        return ApiNotes.of(OperationNotes.of("getCluster")
                .needsNoMajority()
                .answers(200, "The cluster as this node sees it", ClusterStatusView.class)
                .step(1, "See who is there", 200, """
                        {"node": "n1", "leader": "n1", "term": 3, "clusterId": "b7f0c3d2a1e4", "nodes": [
                          {"node": "n1", "peer": "n1", "role": "LEADER", "standing": "VOTER",
                           "client": "http://127.0.0.1:8081",
                           "address": "127.0.0.1:7081", "state": "ALIVE", "matchIndex": 120, "lastContactMillis": 0},
                          {"node": "n2", "peer": "n2", "role": "FOLLOWER", "standing": "VOTER",
                           "client": "http://127.0.0.1:8082",
                           "address": "127.0.0.1:7082", "state": "ALIVE", "matchIndex": 120, "lastContactMillis": 12}],
                          "groups": [
                          {"group": "coordination", "leader": "n1", "term": 3, "nodes": ["n1", "n2"]},
                          {"group": "data-0", "leader": "n2", "term": 2, "nodes": ["n1", "n2"]}]}
                        """));
    }
}
