package io.holdfast.semaphore;

import org.jspecify.annotations.Nullable;

/**
 * A grant as others see it. Times are cluster milliseconds.
 *
 * @param claimed whether the owner has been told
 * @param untilMillis until when it has to be claimed, and once it is, when its lease ends; {@link Long#MAX_VALUE} is never
 * @param leaseMillis the lease it has or will have from its claim on; 0 is none
 * @param ticket the ticket that was granted; null for a grant that did not have to wait
 */
public record Holder(
        Owner owner,
        FencingToken token,
        int permits,
        long sinceMillis,
        boolean claimed,
        long untilMillis,
        long leaseMillis,
        @Nullable TicketId ticket) {

    public boolean hasLease() {
        return claimed && untilMillis != Hold.NEVER;
    }
}
