package io.holdfast.store;

import java.nio.file.Path;

/** A snapshot file that is not, byte for byte, what was once written. */
public final class DamagedSnapshotException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    public DamagedSnapshotException(Path file, String reason) {
        super("snapshot " + file + " is damaged: " + reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
