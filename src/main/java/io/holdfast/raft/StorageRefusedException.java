package io.holdfast.raft;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;

/** The data directory is damaged in a way that only a person may decide about; the message names file and command. */
final class StorageRefusedException extends RuntimeException implements ExitCodeGenerator {

    static final int EXIT_CODE = 74;

    private static final long serialVersionUID = 1L;

    StorageRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
