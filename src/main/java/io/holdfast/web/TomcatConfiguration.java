package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http2.Http2Protocol;
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
                    connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()),
                    ProblemReports::carryOutAllStreams);
        }

        /** Twenty of a hundred by default: those that wait for a lock would keep out the one that gives it back. */
        private static void carryOutAllStreams(Connector connector) {
            for (var protocol : connector.findUpgradeProtocols()) {
                if (protocol instanceof Http2Protocol http2) {
                    http2.setMaxConcurrentStreamExecution((int) http2.getMaxConcurrentStreams());
                }
            }
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
