package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Properties;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Adds to {@code /actuator/info} which node of which cluster this is, and which Raft it runs. */
class NodeInfoContributor implements InfoContributor {

    private static final String RATIS = "/ratis-version.properties";

    private final Consensus consensus;
    private final String ratisVersion;

    NodeInfoContributor(Consensus consensus) {
        this.consensus = consensus;
        this.ratisVersion = ratisVersion();
    }

    /** From the library's own resource, so that this package need not know the library. */
    private static String ratisVersion() {
        try (var resource = NodeInfoContributor.class.getResourceAsStream(RATIS)) {
            var properties = new Properties();
            if (resource != null) {
                properties.load(resource);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException _) {
            return "unknown";
        }
    }

    @Override
    public void contribute(Info.Builder builder) {
        var view = consensus.view();
        var node = new LinkedHashMap<String, Object>();
        node.put("node", view.node());
        node.put("cluster", view.clusterId());
        node.put("ratis", ratisVersion);
        builder.withDetail("holdfast", node);
    }
}
