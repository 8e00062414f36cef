package io.holdfast.web;

/** Names that are part of the HTTP API. */
public final class Api {

    /** Where the API begins. */
    public static final String V1 = "/api/v1";

    /** The node that answers; on every answer. */
    public static final String NODE = "Holdfast-Node";

    /** The leader, where it was involved. */
    public static final String LEADER = "Holdfast-Leader";

    /** Sent by a client: {@code forward} or {@code redirect}. */
    public static final String ROUTING = "Holdfast-Routing";

    /** Sent by a node that forwards, with its name, so that nothing is forwarded twice. */
    public static final String FORWARDED = "Holdfast-Forwarded";

    /** Sent by a node that forwards: who made the request, sealed with the secret of the cluster. */
    public static final String CALLER = "Holdfast-Caller";

    /** Names a mutation, so that it can be repeated safely; minted where the client sends none. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** On an answer that was given before, to the same request. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** A condition on a mutation: {@code lock=NAME;token=N}, the token being the current one of that lock. */
    public static final String IF_FENCE = "If-Fence";

    public static final String API_KEY = "X-Api-Key";

    private Api() {}
}
