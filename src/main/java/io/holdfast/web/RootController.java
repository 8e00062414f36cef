package io.holdfast.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.cluster.Consensus;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The first thing somebody sees who opens a node's address. */
@RestController
@Hidden
class RootController {

    record WelcomeView(
            String name, String node, @JsonInclude @Nullable String leader, Map<String, String> links) {}

    private final Consensus consensus;

    RootController(Consensus consensus) {
        this.consensus = consensus;
    }

    @GetMapping("/")
    WelcomeView welcome() {
        var leader = consensus.leader();
        var links = new LinkedHashMap<String, String>();
        links.put("explore", "/swagger-ui.html");
        links.put("openapi", "/v3/api-docs");
        links.put("cluster", Api.V1 + "/cluster");
        links.put("locks", Api.V1 + "/locks");
        links.put("sessions", Api.V1 + "/sessions");
        links.put("health", "/actuator/health");
        links.put("metrics", "/actuator/prometheus");
        return new WelcomeView("Holdfast", consensus.node(), leader == null ? null : leader.node(), links);
    }

    /** Does nothing, so that it can be measured what being asked costs. */
    @GetMapping("/ping")
    ResponseEntity<Void> ping() {
        return ResponseEntity.noContent().build();
    }
}
