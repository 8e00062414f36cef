package io.holdfast.keys.web;

import io.holdfast.keys.KeyLimits;
import io.holdfast.keys.KeyResult.Reason;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;

/** How refusals of keys are told. */
final class KeyProblems {

    static final ProblemType KEY_UNKNOWN = new ProblemType("key-unknown", 404, "There is no such key");
    static final ProblemType KEY_TAKEN = new ProblemType("key-taken", 409, "There is a key of this id already");
    static final ProblemType LAST_ADMIN = new ProblemType("last-admin-key", 409, "It is the last key of its kind");
    static final ProblemType KEY_LIMIT = new ProblemType("key-limit", 429, "There are too many keys");

    private KeyProblems() {}

    static Problem refused(Reason reason, String key, String principal) {
        return switch (reason) {
            case UNKNOWN -> Problem.of(KEY_UNKNOWN, "there is no key " + key + ": it was revoked, ended, or never was");
            case TAKEN ->
                Problem.of(
                        KEY_TAKEN, "the node drew an id that there is; the same request under a new key draws another");
            case LIVE_MAX ->
                Problem.of(
                                KEY_LIMIT,
                                principal + " has " + KeyLimits.LIVE_MAX
                                        + " keys, which is the limit; revoke the one that is not used any more")
                        .with("limit", KeyLimits.LIVE_MAX);
            case KEYS_MAX ->
                Problem.of(KEY_LIMIT, "there are " + KeyLimits.KEYS_MAX + " keys, which is the limit; revoke some")
                        .with("limit", KeyLimits.KEYS_MAX);
            case LAST_ADMIN ->
                Problem.of(
                        LAST_ADMIN,
                        "no other key may do everything, so nobody could make one; make another admin key first");
        };
    }
}
