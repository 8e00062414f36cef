package io.holdfast.tls;

import org.springframework.boot.ExitCodeGenerator;

/** A bundle that nodes cannot know one another by; the message says what it lacks. The process ends with {@link #EXIT_CODE}. */
final class UnusableBundleException extends IllegalArgumentException implements ExitCodeGenerator {

    static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    UnusableBundleException(String what) {
        super("holdfast.tls.bundle names a bundle that has not " + what
                + "; a bundle of nodes has keystore.certificate, keystore.private-key and truststore.certificate");
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
