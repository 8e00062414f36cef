package io.holdfast.web;

import java.net.URI;

/**
 * A kind of problem that clients can tell by its code. Codes are part of the API: they are added, never changed.
 *
 * @param status the HTTP status it is answered with
 */
public record ProblemType(String code, int status, String title) {

    public static final ProblemType BAD_REQUEST = new ProblemType("bad-request", 400, "The request is not valid");
    public static final ProblemType UNAUTHENTICATED =
            new ProblemType("unauthenticated", 401, "It is not known who asks");
    public static final ProblemType FORBIDDEN = new ProblemType("forbidden", 403, "The caller may not do this");
    public static final ProblemType NOT_FOUND = new ProblemType("not-found", 404, "There is nothing here");
    public static final ProblemType METHOD_NOT_ALLOWED =
            new ProblemType("method-not-allowed", 405, "The method is not allowed here");
    public static final ProblemType NOT_ACCEPTABLE =
            new ProblemType("not-acceptable", 406, "The answer cannot be had in this form");
    public static final ProblemType SESSION_TAKEN =
            new ProblemType("session-taken", 409, "There is a session of this id already");
    public static final ProblemType SESSION_GONE = new ProblemType("session-gone", 410, "The session is gone");
    public static final ProblemType GUARD_FAILED =
            new ProblemType("guard-failed", 412, "The fencing token is not the current one");
    public static final ProblemType VERSION_DIFFERS = new ProblemType("version-differs", 412, "It has another version");
    public static final ProblemType BODY_TOO_LARGE = new ProblemType("body-too-large", 413, "The body is too large");
    public static final ProblemType UNSUPPORTED_MEDIA_TYPE =
            new ProblemType("unsupported-media-type", 415, "The body is not JSON");
    public static final ProblemType KEY_REUSED =
            new ProblemType("idempotency-key-reused", 422, "The idempotency key belongs to another request");
    public static final ProblemType QUEUE_FULL = new ProblemType("queue-full", 429, "The queue is full");
    public static final ProblemType OVERLOADED = new ProblemType("overloaded", 429, "Too much is under way");
    public static final ProblemType SESSION_LIMIT =
            new ProblemType("session-limit", 429, "There are too many sessions");
    public static final ProblemType FENCE_LIMIT =
            new ProblemType("fence-limit", 429, "Tokens of too many locks are remembered");
    public static final ProblemType RATE_LIMIT = new ProblemType("rate-limit", 429, "The caller asks too often");
    public static final ProblemType WAIT_LIMIT =
            new ProblemType("wait-limit", 429, "The caller has too many requests under way");
    public static final ProblemType INTERNAL = new ProblemType("internal", 500, "The node failed on this request");
    public static final ProblemType NOT_SUPPORTED =
            new ProblemType("not-supported", 501, "The server does not support this kind of request");
    public static final ProblemType NOT_LEADER = new ProblemType("not-leader", 307, "Another node leads");
    public static final ProblemType NO_LEADER = new ProblemType("no-leader", 503, "The cluster has no leader");
    public static final ProblemType OUTCOME_UNKNOWN =
            new ProblemType("outcome-unknown", 504, "The outcome is not known");

    /** The same kind of problem where the server has found a more precise status for it. */
    ProblemType withStatus(int precise) {
        return new ProblemType(code, precise, title);
    }

    /** What stands in the problem's {@code type}. */
    URI uri() {
        return URI.create("urn:holdfast:problem:" + code);
    }
}
