package io.holdfast.core;

/** What sessions were opened with, as far as machines go by it. */
public interface SessionTerms {

    /** How long others are kept out of a lock that the session lost and did not give back; 0 where it is gone already. */
    long lockDelayMillis(SessionId session);
}
