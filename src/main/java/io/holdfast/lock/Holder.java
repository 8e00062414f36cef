package io.holdfast.lock;

/**
 * A hold as others see it. Times are cluster milliseconds.
 *
 * @param leaseUntilMillis {@link Long#MAX_VALUE} where the hold has no lease
 */
public record Holder(
        Owner owner, Mode mode, FencingToken token, int holdCount, long sinceMillis, long leaseUntilMillis) {

    public boolean hasLease() {
        return leaseUntilMillis != Hold.NEVER;
    }
}
