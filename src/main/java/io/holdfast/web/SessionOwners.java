package io.holdfast.web;

import io.holdfast.core.SessionId;

/** Who opened which session. */
public interface SessionOwners {

    /** The principal that opened the session; empty where it is gone or nobody had to say. */
    String principal(SessionId session);

    /** How many sessions the principal has. */
    int count(String principal);
}
