package io.holdfast.linearizability;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client is told about a lock. */
public sealed interface LockOutput {

    /** The lock is held as it was asked for, be it by an acquire or by a conversion. */
    record Granted(long token, int holdCount) implements LockOutput {}

    /** Others are in the way: refused at once, after waiting, or because the wait would never have ended. */
    record Refused() implements LockOutput {}

    record Released(int holdCount) implements LockOutput {}

    /** There was nothing to release or to convert: the hold had been lost. */
    record Lost() implements LockOutput {}

    /** Who holds the lock, and the strongest mode among them; a free lock has neither mode nor token. */
    record Seen(@Nullable LockMode mode, long token, Map<String, Share> holders) implements LockOutput {

        public Seen {
            holders = new TreeMap<>(holders);
        }

        public static Seen free() {
            return new Seen(null, 0, Map.of());
        }

        /** All hold it in one mode, so many times each. */
        public static Seen held(LockMode mode, long token, Map<String, Integer> counts) {
            var holders = new TreeMap<String, Share>();
            counts.forEach((owner, count) -> holders.put(owner, new Share(mode, count)));
            return new Seen(mode, token, holders);
        }
    }

    /** How one of its holders holds a lock. */
    record Share(LockMode mode, int count) {}
}
