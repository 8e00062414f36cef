package io.holdfast.process;

import io.holdfast.linearizability.LockOutput;

/** What a client was told about a lock. */
sealed interface Answer {

    record Granted(String session, long token, int holdCount) implements Answer {}

    /** In the queue: the ticket is to be asked. */
    record Waiting(String session, String ticket) implements Answer {}

    record Held() implements Answer {}

    record TimedOut() implements Answer {}

    /** Given up, because those in the way wait for this owner in turn. */
    record Deadlocked() implements Answer {}

    /** Granted while nobody asked for it, and passed on. */
    record Unclaimed() implements Answer {}

    record Released(int holdCount) implements Answer {}

    record Lost() implements Answer {}

    record Seen(LockOutput.Seen seen) implements Answer {}

    /** Any other refusal by the rules of the API. */
    record Refused(int status, String code) implements Answer {}

    record Unavailable(String why) implements Answer {}

    record Unknown(String why) implements Answer {}
}
