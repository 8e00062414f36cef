package io.holdfast.tls;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

    /** Null where nodes speak in plain text. Files are watched where the bundle says {@code reload-on-update}. */
    @Bean
    @Nullable
    NodeCertificates nodeCertificates(SslBundles bundles, @Value("${holdfast.tls.bundle:}") String bundle) {
        if (bundle.isEmpty()) {
            return null;
        }
        var certificates = NodeCertificates.of(bundles.getBundle(bundle));
        bundles.addBundleUpdateHandler(bundle, certificates::renew);
        return certificates;
    }
}
