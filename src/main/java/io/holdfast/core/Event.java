package io.holdfast.core;

/**
 * Something that happened to somebody: a hint for whoever waits or watches on this node. State is the truth; an event
 * may be lost with the process and is not replayed.
 */
public interface Event {

    /** What a waiter waits on; waiters on an equal topic are woken. */
    Topic topic();

    /** The session it happened to. */
    SessionId session();
}
