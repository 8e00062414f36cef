package io.holdfast.lock;

import org.jspecify.annotations.Nullable;

/**
 * One step of the answer to why somebody waits.
 *
 * @param ticket with which the owner waits
 * @param blocker whom it waits for
 * @param holder the blocker's hold; null where the blocker is in the queue before the waiter
 * @param blockerMode how the blocker holds or wants the lock
 */
public record WaitLink(
        Owner owner,
        TicketId ticket,
        LockName lock,
        Mode mode,
        Owner blocker,
        @Nullable Holder holder,
        Mode blockerMode) {}
