package io.holdfast.lock;

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

    final Key key;
    final Mode mode;
    final FencingToken token;
    final long sinceMillis;
    int count;
    long leaseUntilMillis;

    Hold(Key key, Mode mode, FencingToken token, long sinceMillis, int count, long leaseUntilMillis) {
        this.key = key;
        this.mode = mode;
        this.token = token;
        this.sinceMillis = sinceMillis;
        this.count = count;
        this.leaseUntilMillis = leaseUntilMillis;
    }

    static Hold of(LockName lock, Holder holder) {
        return new Hold(
                new Key(lock, holder.owner()),
                holder.mode(),
                holder.token(),
                holder.sinceMillis(),
                holder.holdCount(),
                holder.leaseUntilMillis());
    }

    Holder view() {
        return new Holder(key.owner(), mode, token, count, sinceMillis, leaseUntilMillis);
    }
}
