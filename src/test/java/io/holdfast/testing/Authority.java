package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private authority in a directory of its own, and the certificates that it signed, all made by the launcher. */
public record Authority(Path directory) {

    private static final int PATIENCE_SECONDS = 60;

    /** @param nodes each a name, and behind commas the host names and addresses that its certificate is good for */
    public static Authority of(Path directory, String... nodes) {
        var launcher = Path.of("holdfast").toAbsolutePath().toString();
        var command = Stream.concat(Stream.of("bash", launcher, "certs", directory.toString()), Stream.of(nodes));
        try {
            Files.createDirectories(directory);
            var log = directory.resolve("made.log");
            var process = new ProcessBuilder(command.toList())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while certificates are made", e);
        }
        return new Authority(directory);
    }

    public Path root() {
        return directory.resolve("ca.pem");
    }

    public Path certificate(String node) {
        return directory.resolve(node + ".pem");
    }

    public Path key(String node) {
        return directory.resolve(node + "-key.pem");
    }

    /** What trusts this authority and no other, and shows no certificate. */
    public SSLContext trusted() {
        try (InputStream pem = Files.newInputStream(root())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
