package io.holdfast.linearizability;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client is told about a lock. */
public sealed interface LockOutput {

    record Granted(long token, int holdCount) implements LockOutput {}

    /** Held by another: refused at once, or after waiting. */
    record Refused() implements LockOutput {}

    record Released(int holdCount) implements LockOutput {}

    /** There was nothing to release: the hold had been lost. */
    record Lost() implements LockOutput {}

    /** Who holds the lock, with the number of holds; a free lock has neither mode nor token. */
    record Seen(@Nullable LockMode mode, long token, Map<String, Integer> holders) implements LockOutput {

        public Seen {
            holders = new TreeMap<>(holders);
        }

        public static Seen free() {
            return new Seen(null, 0, Map.of());
        }
    }
}
