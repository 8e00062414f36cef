package io.holdfast.keys;

import io.holdfast.core.Access;
import io.holdfast.core.Command;

/** Everything that can be asked of keys. */
public sealed interface KeyCommand extends Command {

    /**
     * Let there be a key.
     *
     * @param ttlMillis how long it is good for, in cluster time; 0 is for ever
     */
    record Create(KeyId key, String principal, KeyHash hash, Access access, long ttlMillis) implements KeyCommand {

        public Create {
            KeyLimits.check(principal, ttlMillis);
        }
    }

    /** Let this key be good for nothing. */
    record Revoke(KeyId key) implements KeyCommand {}

    /** Let there be a key that may do everything, if there is none. */
    record Begin(KeyId key, String principal, KeyHash hash) implements KeyCommand {

        public Begin {
            KeyLimits.check(principal, 0);
        }
    }
}
