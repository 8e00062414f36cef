package io.holdfast.raft;

import io.holdfast.tls.NodeCertificates;
import java.util.List;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How nodes prove to one another that they belong together: each end shows a certificate of the one authority that the bundle
 * trusts, or there is no connection. Without it they speak in plain text.
 */
final class PeerTls {

    static final PeerTls NONE = new PeerTls(null);

    private final @Nullable GrpcTlsConfig config;

    private PeerTls(@Nullable GrpcTlsConfig config) {
        this.config = config;
    }

    static PeerTls of(NodeCertificates certificates) {
        return new PeerTls(new GrpcTlsConfig(certificates.keyManager(), certificates.trustManager(), true));
    }

    boolean isOn() {
        return config != null;
    }

    /** Has Ratis speak, listen and be told what to do under TLS only. */
    void on(Parameters parameters) {
        if (config != null) {
            GrpcConfigKeys.TLS.setConf(parameters, config);
        }
    }

    /** Has our own questions go out under it too. */
    NettyChannelBuilder on(NettyChannelBuilder channel) {
        if (config == null) {
            return channel.usePlaintext();
        }
        return channel.useTransportSecurity().sslContext(GrpcUtil.buildSslContextForClient(config));
    }

    /**
     * Refuses to speak in plain text across a network.
     *
     * @param trusted whether the network itself keeps strangers out
     */
    void check(Members members, boolean trusted) {
        if (isOn() || trusted) {
            return;
        }
        for (var address : members.written()) {
            if (!isLoopback(address)) {
                throw new ConfigurationRefusedException("configuration has the node address " + address
                        + ", and nodes would speak in plain text with whoever is there: write holdfast.tls.bundle and"
                        + " the bundle it names (./holdfast certs makes certificates), or, where the network itself keeps"
                        + " strangers out, holdfast.security.trusted-network=true");
            }
        }
    }

    /** Goes by what is written: names are not looked up. */
    private static boolean isLoopback(String address) {
        return List.of("localhost:", "127.", "[::1]:").stream().anyMatch(address::startsWith);
    }
}
