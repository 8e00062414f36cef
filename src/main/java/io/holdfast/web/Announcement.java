package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says in one line that this node serves, and where. */
final class Announcement implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final Consensus consensus;

    Announcement(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var environment = event.getApplicationContext().getEnvironment();
        LOG.info(
                "serving node={} address={} port={} millis={}",
                consensus.node(),
                environment.getProperty("server.address", "*"),
                environment.getProperty("local.server.port"),
                event.getTimeTaken() == null ? -1 : event.getTimeTaken().toMillis());
    }
}
