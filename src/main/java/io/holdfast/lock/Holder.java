package io.holdfast.lock;

import org.jspecify.annotations.Nullable;

/**
 * A hold as others see it. Times are cluster milliseconds.
 *
 * @param leaseUntilMillis {@link Long#MAX_VALUE} where the hold has no lease
 * @param claimed false while the grant came by waiting and nobody has seen it
 * @param revocation what the holder was asked; null if it was not
 */
public record Holder(
        Owner owner,
        Mode mode,
        FencingToken token,
        int holdCount,
        long sinceMillis,
        long leaseUntilMillis,
        String comment,
        boolean claimed,
        @Nullable Revocation revocation) {

    public boolean hasLease() {
        return leaseUntilMillis != Hold.NEVER;
    }
}
