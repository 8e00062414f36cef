package io.holdfast.cache;

/**
 * Says that its holder may fill an entry that was missed, if nothing happens to the key meanwhile. It is soft state of the
 * group's leader; the machine only checks that nothing has changed since.
 *
 * @param term of the leader that gave it
 * @param number among those that this leader gave
 * @param basis the sequence up to which the leader had applied everything when it gave the lease
 */
public record FillLease(long term, long number, long basis) {}
