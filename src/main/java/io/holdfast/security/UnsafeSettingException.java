package io.holdfast.security;

import org.springframework.boot.ExitCodeGenerator;

/** A setting that would leave the node open; the message says what to write. The process ends with {@link #EXIT_CODE}. */
final class UnsafeSettingException extends IllegalArgumentException implements ExitCodeGenerator {

    static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    UnsafeSettingException(String message) {
        super(message);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
