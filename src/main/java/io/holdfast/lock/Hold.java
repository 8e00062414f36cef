package io.holdfast.lock;

import org.jspecify.annotations.Nullable;

/** One owner's grip on one lock. */
final class Hold {

    /** Cluster time that never comes: a hold without a lease. */
    static final long NEVER = Long.MAX_VALUE;

    /** A hold's identity, ordered so that rows of one session are visited the same way on every replica. */
    record Key(LockName lock, Owner owner) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byLock = lock.compareTo(other.lock);
            if (byLock != 0) {
                return byLock;
            }
            int bySession = owner.session().compareTo(other.owner.session());
            return bySession != 0 ? bySession : owner.name().compareTo(other.owner.name());
        }
    }

    /**
     * What a hold is, as it stands in a snapshot.
     *
     * @param sequence of the step that granted it, which tells its age; the token may be older
     * @param minUntilMillis until when others are kept out even if it is given back
     * @param unclaimed the ticket that must be claimed yet; null where there is none
     */
    record Row(
            Owner owner,
            Mode mode,
            FencingToken token,
            int count,
            long sequence,
            long sinceMillis,
            long leaseUntilMillis,
            long minUntilMillis,
            long delayMillis,
            String comment,
            @Nullable TicketId unclaimed,
            @Nullable Revocation revocation) {}

    final Key key;
    final Lock lock;
    final long sequence;
    final long sinceMillis;
    final long minUntilMillis;
    final long delayMillis;
    final String comment;
    Mode mode;
    FencingToken token;
    int count;
    long leaseUntilMillis;

    @Nullable
    TicketId unclaimed;

    @Nullable
    Revocation revocation;

    Hold(Lock lock, Row row) {
        this.key = new Key(lock.name, row.owner);
        this.lock = lock;
        this.sequence = row.sequence;
        this.sinceMillis = row.sinceMillis;
        this.minUntilMillis = row.minUntilMillis;
        this.delayMillis = row.delayMillis;
        this.comment = row.comment;
        this.mode = row.mode;
        this.token = row.token;
        this.count = row.count;
        this.leaseUntilMillis = row.leaseUntilMillis;
        this.unclaimed = row.unclaimed;
        this.revocation = row.revocation;
    }

    Owner owner() {
        return key.owner;
    }

    boolean hasLease() {
        return leaseUntilMillis != NEVER;
    }

    Grant grant() {
        return new Grant(lock.name, mode, token);
    }

    Holder view() {
        return new Holder(
                key.owner, mode, token, count, sinceMillis, leaseUntilMillis, comment, unclaimed == null, revocation);
    }

    Row row() {
        return new Row(
                key.owner,
                mode,
                token,
                count,
                sequence,
                sinceMillis,
                leaseUntilMillis,
                minUntilMillis,
                delayMillis,
                comment,
                unclaimed,
                revocation);
    }
}
