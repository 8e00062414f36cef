package io.holdfast.bench;

import java.io.IOException;

/** One client with a lock of its own, which it takes and gives back for ever. Used by one thread at a time. */
interface LockClient extends AutoCloseable {

    /** Opens what the lock hangs on: a session, a lease. Called again after {@link #close} when a cycle has failed. */
    void open() throws IOException;

    /** Returns when the lock is held, throws when it was not granted. */
    void acquire() throws IOException;

    /** Returns when the lock is free again, throws when it was not ours any more. */
    void release() throws IOException;

    /** Called every third of the session's time to live, between two cycles. */
    void keepAlive() throws IOException;

    /** Requests that were answered by "ask another node" or "not now" and were sent again. */
    default long detours() {
        return 0;
    }

    /** Connections this client had to open. */
    default long connections() {
        return 1;
    }

    /** Ends the session as well as it can, and the connection in any case. */
    @Override
    void close();
}
