package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

    /** Last, because the framework puts a report of its own there. */
    private record ProblemReports(String node, JsonMapper mapper)
            implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.setProtocol(ProbedProtocol.class.getName());
            factory.addContextCustomizers(this::report);
            // A slash within a name is part of the name, such as that of a cache's entry.
            factory.addConnectorCustomizers(
                    connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
        }

        private void report(Context context) {
            if (context.getParent() instanceof StandardHost host) {
                // A host starts a report of the class it names, unless it has one of that class already.
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
                host.getPipeline().addValve(new ProblemReportValve(node, mapper));
                host.getPipeline().addValve(new ProbedProtocol.Showing());
            }
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports(Consensus consensus, JsonMapper mapper) {
        return new ProblemReports(consensus.node(), mapper);
    }
}
