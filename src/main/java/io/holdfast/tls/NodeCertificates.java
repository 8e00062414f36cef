package io.holdfast.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * The certificate that this node shows to others, and the authority whose certificates it trusts. When the files change, each
 * connection that is made after that goes by the new ones; those that there are go on.
 */
public final class NodeCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCertificates.class);

    private record Pair(X509ExtendedKeyManager key, X509ExtendedTrustManager trust) {}

    private volatile Pair current;

    private NodeCertificates(Pair first) {
        current = first;
    }

    /** @throws IllegalArgumentException if the bundle has not what nodes know one another by */
    public static NodeCertificates of(SslBundle bundle) {
        return new NodeCertificates(read(bundle));
    }

    /** Both have to be there: without an authority of its own a bundle would trust those of the whole world. */
    private static Pair read(SslBundle bundle) {
        var stores = bundle.getStores();
        if (stores.getKeyStore() == null) {
            throw new UnusableBundleException("a certificate and its key");
        }
        if (stores.getTrustStore() == null) {
            throw new UnusableBundleException("a certificate of an authority");
        }
        var managers = bundle.getManagers();
        return new Pair(
                first(X509ExtendedKeyManager.class, managers.getKeyManagers()),
                first(X509ExtendedTrustManager.class, managers.getTrustManagers()));
    }

    private static <T> T first(Class<T> kind, Object[] managers) {
        return Arrays.stream(managers)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new UnusableBundleException("what makes a " + kind.getSimpleName()));
    }

    /** Takes up what the files say now; what cannot be used changes nothing. */
    public void renew(SslBundle bundle) {
        try {
            current = read(bundle);
            LOG.info("the certificates have changed: new connections between nodes go by them");
        } catch (RuntimeException e) {
            LOG.error("the certificates have changed and cannot be used: nodes go on by the old ones", e);
        }
    }

    /** Shows the certificate of the day. */
    public KeyManager keyManager() {
        return new CurrentKey(() -> current.key());
    }

    /** Trusts the authority of the day. */
    public TrustManager trustManager() {
        return new CurrentTrust(() -> current.trust());
    }

    /** For those who make connections by the JDK's own means. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
