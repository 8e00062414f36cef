package io.holdfast.raft;

import org.springframework.boot.ExitCodeGenerator;

/** A property that cannot be meant; the message says what to write. The process ends with {@link #EXIT_CODE}. */
final class ConfigurationRefusedException extends IllegalArgumentException implements ExitCodeGenerator {

    static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    ConfigurationRefusedException(String message) {
        super(message);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
