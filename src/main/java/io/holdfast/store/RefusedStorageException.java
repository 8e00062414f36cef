package io.holdfast.store;

import org.jspecify.annotations.Nullable;

/**
 * The files of this node are not to be trusted, and going on with them could lose what was acknowledged. The message names
 * the file and the command that brings the node back; the process ends with the exit code for refused storage.
 */
public final class RefusedStorageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedStorageException(String message) {
        super(message);
    }

    public RefusedStorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
