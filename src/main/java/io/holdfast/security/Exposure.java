package io.holdfast.security;

import io.holdfast.web.AccessProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Refuses to start a node that others could reach and that would ask nobody who they are. */
final class Exposure {

    private Exposure() {}

    /** @throws UnsafeSettingException that says what to write */
    static void check(Environment environment, AccessProperties access) {
        var address = environment.getProperty("server.address");
        if (access.isRequired()) {
            boolean several = environment
                            .getProperty("holdfast.cluster.members", "")
                            .contains(",")
                    || environment.getProperty("holdfast.cluster.members[1]") != null
                    || !environment.getProperty("holdfast.cluster.join", "").isEmpty();
            if (several && access.secret() == null) {
                throw new UnsafeSettingException(
                        "holdfast.security.authentication=required, and there are several nodes:"
                                + " they have to know one another by holdfast.security.cluster-secret, the same on all of them,"
                                + " such as openssl rand -hex 32 prints; or by holdfast.security.cluster-secret-file");
            }
            return;
        }
        if (!access.trustedNetwork() && !isLoopback(address)) {
            throw new UnsafeSettingException("server.address=" + (address == null ? "" : address)
                    + " can be reached by others, and nobody would be asked who they are: write"
                    + " holdfast.security.authentication=required, or server.address=127.0.0.1, or, where the network"
                    + " itself keeps strangers out, holdfast.security.trusted-network=true");
        }
    }

    private static boolean isLoopback(@Nullable String address) {
        if (address == null || address.isBlank()) {
            return false;
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
