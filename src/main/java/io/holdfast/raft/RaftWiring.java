package io.holdfast.raft;

import io.holdfast.cluster.LeaderDesk;
import io.holdfast.core.Primitive;
import io.holdfast.tls.NodeCertificates;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires consensus. */
@Configuration(proxyBeanMethods = false)
class RaftWiring {

    /** If closing the application hangs, the process ends without it. */
    private static final long EXIT_PATIENCE_MILLIS = 5_000;

    @Bean
    Members members(NodeProperties node, ClusterProperties cluster, @Value("${server.port:8080}") int httpPort) {
        return Members.of(node, cluster, httpPort);
    }

    @Bean
    PeerTls peerTls(
            Members members,
            ObjectProvider<NodeCertificates> certificates,
            @Value("${holdfast.security.trusted-network:false}") boolean trusted) {
        var shown = certificates.getIfAvailable();
        var tls = shown == null ? PeerTls.NONE : PeerTls.of(shown);
        tls.check(members, trusted);
        return tls;
    }

    @Bean
    Participation participation(
            NodeProperties node,
            ClusterProperties cluster,
            ConsensusProperties tuning,
            GroupProperties groups,
            Members members,
            PeerTls tls,
            List<Primitive<?, ?>> primitives,
            ObjectProvider<LeaderDesk> desks) {
        var sorted = primitives.stream()
                .sorted(Comparator.comparingInt((Primitive<?, ?> primitive) -> primitive.number()))
                .toList();
        return new Participation(new Participation.Setup(
                node,
                cluster,
                tuning,
                groups,
                members,
                tls,
                List.copyOf(sorted),
                desks.stream().toList()));
    }

    @Bean
    GroupPorts groupPorts(Participation participation) {
        return participation.ports();
    }

    @Bean
    GroupGates groupGates(Participation participation) {
        return participation.gates();
    }

    @Bean
    PeerCourier peerCourier(Participation participation) {
        return participation.courier();
    }

    @Bean
    RatisNode ratisNode(Participation participation) {
        return new RatisNode(participation);
    }

    @Bean
    NodeLifecycle nodeLifecycle(Participation participation) {
        return new NodeLifecycle(participation, RaftWiring::exit);
    }

    @Bean
    NodeLifecycle.Handover handover(Participation participation) {
        return new NodeLifecycle.Handover(participation);
    }

    private static void exit(int code) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(EXIT_PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(code);
        });
        System.exit(code);
    }
}
