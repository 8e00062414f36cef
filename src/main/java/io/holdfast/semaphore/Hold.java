package io.holdfast.semaphore;

import org.jspecify.annotations.Nullable;

/** One grant that is out. It ends when it is not claimed in time, and from its claim on when its lease does. */
final class Hold {

    /** Cluster time that never comes: a hold without a lease. */
    static final long NEVER = Long.MAX_VALUE;

    /** A hold's identity: an owner is granted at most once in one step. Ordered by age within a semaphore. */
    record Key(SemaphoreName semaphore, FencingToken token, Owner owner) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int bySemaphore = semaphore.compareTo(other.semaphore);
            if (bySemaphore != 0) {
                return bySemaphore;
            }
            int byToken = token.compareTo(other.token);
            return byToken != 0 ? byToken : owner.compareTo(other.owner);
        }
    }

    final Key key;
    final long sinceMillis;
    final long leaseMillis;
    final @Nullable TicketId ticket;
    int permits;
    boolean claimed;
    long untilMillis;

    Hold(SemaphoreName semaphore, Holder holder) {
        key = new Key(semaphore, holder.token(), holder.owner());
        sinceMillis = holder.sinceMillis();
        leaseMillis = holder.leaseMillis();
        ticket = holder.ticket();
        permits = holder.permits();
        claimed = holder.claimed();
        untilMillis = holder.untilMillis();
    }

    Holder view() {
        return new Holder(key.owner(), key.token(), permits, sinceMillis, claimed, untilMillis, leaseMillis, ticket);
    }
}
