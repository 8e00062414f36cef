package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webmvc.actuate.endpoint.web.WebMvcEndpointHandlerMapping;
import org.springframework.web.servlet.HandlerMapping;

@EdgeTest
class IndexedMappingTest {

    private final List<HandlerMapping> mappings;
    private final Http http;

    IndexedMappingTest(@Autowired List<HandlerMapping> mappings, @LocalServerPort int port) {
        this.mappings = mappings;
        this.http = new Http(port);
    }

    /** Which took an eighth of the processor time of a small request. */
    @Test
    void noOperationIsLookedForAmongTheEndpointsOfActuator() {
        assertThat(mappings.getFirst()).isInstanceOf(IndexedMapping.class);
        assertThat(mappings).hasAtLeastOneElementOfType(WebMvcEndpointHandlerMapping.class);
    }

    @Test
    void theEndpointsOfActuatorAreFoundAllTheSame() {
        assertThat(http.get("/actuator/health").status()).isEqualTo(200);
        assertThat(http.get("/actuator/none").status()).isEqualTo(404);
    }
}
