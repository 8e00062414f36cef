package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.ToHome.Evicted;
import io.holdfast.cache.line.ToHome.Invalidated;
import io.holdfast.cache.line.ToHome.TagsInvalidated;
import io.holdfast.cache.line.ToHome.Use;
import io.holdfast.cache.line.ToHome.Wish;
import io.holdfast.cache.line.ToNode.Downgrade;
import io.holdfast.cache.line.ToNode.Invalidate;
import io.holdfast.cache.line.ToNode.InvalidateTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in the protocol, for the entries of one data group. Every method is called by one thread at a time; only
 * what {@link Copies} holds, {@link #leaseUntilMillis} and {@link #isReadable} are for everybody.
 *
 * <p>An entry is invalid, shared, exclusive or modified here; beside that a read of it may be under way (IS_D), and have
 * been outdated meanwhile (IS_DI), and so may writes (IM_P, IM_PI). What comes of an outdated request is shown to who
 * asked, and is not kept.
 *
 * <p>Times are milliseconds of a clock of the caller that never goes back.
 *
 * @param <V> what is kept
 */
public final class NodeController<V> {

    /** So many wishes may be under way, that nobody waits for. */
    private static final int WISHES_MAX = 10_000;

    /**
     * A read under way.
     *
     * @param id no other read of this node has it
     * @param incarnation of the lease it was begun under; 0 is none
     * @param isWish whether nobody asked for it: it went with the word that a copy was dropped
     */
    public record Read(CacheKey key, long id, long incarnation, long sentMillis, boolean isWish) {}

    /**
     * A write under way.
     *
     * @param incarnation of the lease it was begun under; 0 is none
     * @param dropped the copies that it took away here
     */
    public record Write(
            List<CacheKey> keys, long id, long incarnation, long sentMillis, List<Writing.Dropped> dropped) {

        public Write {
            keys = List.copyOf(keys);
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * What a home answers.
     *
     * @param grant null if the content is not to be kept
     * @param dirty whether it is newer than what the store behind the cache has
     * @param livesMillis how long it may be read from when it was asked for; {@link Long#MAX_VALUE} is for ever
     */
    public record Answer<V>(@Nullable Grant grant, V value, boolean dirty, long livesMillis) {}

    /** One object, because a line must not be measured against parts of two leases. */
    private record Lease(long incarnation, long untilMillis) {
        static final Lease NONE = new Lease(0, Long.MIN_VALUE);
    }

    /** What is under way for one entry. */
    static final class Pending {
        @Nullable
        Read read;

        boolean readIsPoisoned;
        final List<PendingWrite> writes = new ArrayList<>(1);

        void poison() {
            readIsPoisoned = true;
            poisonWrites();
        }

        void poisonWrites() {
            writes.forEach(write -> write.isPoisoned = true);
        }

        boolean isEmpty() {
            return read == null && writes.isEmpty();
        }
    }

    static final class PendingWrite {
        final long id;
        boolean isPoisoned;

        PendingWrite(long id) {
            this.id = id;
        }
    }

    private final Copies<V> copies;
    private final Map<CacheKey, Pending> pending = new TreeMap<>();
    private long lastId;
    private int wishes;
    private long heardTerm;
    private volatile Lease lease = Lease.NONE;

    /** @param lastId a number above those of all requests that the node made before it was started again */
    public NodeController(Copies<V> copies, long lastId) {
        this.copies = copies;
        this.lastId = lastId;
    }

    /** The incarnation of the lease; 0 if there is none. */
    public long incarnation() {
        return lease.incarnation();
    }

    /** Until when copies may be read, as far as the lease goes. */
    public long leaseUntilMillis() {
        return lease.untilMillis();
    }

    /** How many entries have requests under way. */
    public int underWay() {
        return pending.size();
    }

    /**
     * Whether the line may be read. Take the line first and the time after: if the lease runs then, it had not been given up
     * when the line was taken, and so nothing newer was there.
     */
    public boolean isReadable(Line<V> line, long nowMillis) {
        var now = lease;
        return line.grant().incarnation() == now.incarnation()
                && nowMillis < now.untilMillis()
                && nowMillis < line.untilMillis();
    }

    /** A lease was given. Nothing of an earlier one is kept. */
    public void opened(long newIncarnation, long untilMillis) {
        lost();
        lease = new Lease(newIncarnation, untilMillis);
    }

    /** The lease goes on. */
    public void renewed(long ofIncarnation, long untilMillis) {
        if (ofIncarnation == lease.incarnation()) {
            lease = new Lease(ofIncarnation, Math.max(lease.untilMillis(), untilMillis));
        }
    }

    /** The lease is over, and with it everything that was kept under it. */
    public void lost() {
        stopped();
        copies.clear();
    }

    /** The lease is over. What was kept under it is there, and is read no more: to drop it takes a time that grows with it. */
    public void stopped() {
        lease = Lease.NONE;
    }

    /** Begins to read; null if a read of this entry is under way, which may be joined. */
    public @Nullable Read beginRead(CacheKey key, long nowMillis) {
        var under = pending(key);
        return under.read == null ? begin(under, key, nowMillis, false) : null;
    }

    private Read begin(Pending under, CacheKey key, long nowMillis, boolean isWish) {
        var read = new Read(key, ++lastId, incarnation(), nowMillis, isWish);
        under.read = read;
        under.readIsPoisoned = false;
        wishes += isWish ? 1 : 0;
        return read;
    }

    /** The read under way that is known under the id; null if it is over. */
    public @Nullable Read reading(CacheKey key, long id) {
        var under = pending.get(key);
        return under != null && under.read != null && under.read.id() == id ? under.read : null;
    }

    /**
     * A read was answered.
     *
     * @return the line that is kept now: only with one may those be answered who joined; null if nothing is kept
     */
    public @Nullable Line<V> filled(Read read, Answer<V> answer, long nowMillis) {
        var under = pending.get(read.key());
        if (under == null || under.read == null || under.read.id() != read.id()) {
            return null;
        }
        boolean isPoisoned = under.readIsPoisoned;
        gaveUp(read);
        return isPoisoned ? null : keep(read.key(), answer, read.sentMillis(), nowMillis);
    }

    /** Nobody waits for the answer any more; what it brings is not kept. */
    public void gaveUp(Read read) {
        var under = pending.get(read.key());
        if (under != null && under.read != null && under.read.id() == read.id()) {
            wishes -= under.read.isWish() ? 1 : 0;
            under.read = null;
            under.readIsPoisoned = false;
            tidy(read.key(), under);
        }
    }

    /** Begins to write; the copies here are gone from now on, and reads under way will keep nothing. */
    public Write beginWrite(List<CacheKey> keys, long nowMillis) {
        long id = ++lastId;
        var dropped = new ArrayList<Writing.Dropped>();
        for (var key : keys) {
            var under = pending(key);
            under.poison();
            under.writes.add(new PendingWrite(id));
            var line = copies.remove(key);
            if (line != null) {
                dropped.add(new Writing.Dropped(
                        key, line.grant().term(), line.grant().number()));
            }
        }
        return new Write(keys, id, incarnation(), nowMillis, dropped);
    }

    /** What was written is there; the line that is kept of it, if any. */
    public @Nullable Line<V> written(Write write, CacheKey key, Answer<V> answer, long nowMillis) {
        var under = pending.get(key);
        var mine = under == null ? null : find(under, write.id());
        if (under == null || mine == null) {
            return null;
        }
        under.writes.remove(mine);
        tidy(key, under);
        return mine.isPoisoned ? null : keep(key, answer, write.sentMillis(), nowMillis);
    }

    /** Nobody waits for the write any more; nothing of it is kept. */
    public void ended(Write write) {
        for (var key : write.keys()) {
            var under = pending.get(key);
            if (under != null) {
                under.writes.removeIf(other -> other.id == write.id());
                tidy(key, under);
            }
        }
    }

    private static @Nullable PendingWrite find(Pending under, long id) {
        for (var write : under.writes) {
            if (write.id == id) {
                return write;
            }
        }
        return null;
    }

    private @Nullable Line<V> keep(CacheKey key, Answer<V> answer, long sentMillis, long nowMillis) {
        var grant = answer.grant();
        long until = answer.livesMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : sentMillis + answer.livesMillis();
        // What has ended on its way would be taken for current by those who joined.
        boolean mayKeep = grant != null
                && nowMillis < until
                && nowMillis < leaseUntilMillis()
                && grant.incarnation() == incarnation()
                && grant.term() >= heardTerm;
        if (grant == null || !mayKeep) {
            return null;
        }
        hear(grant.term());
        var line = new Line<>(answer.value(), grant, LineState.of(grant, answer.dirty()), until);
        copies.put(key, line);
        return line;
    }

    /** Follows an order to drop a copy. One that was of use is wished for again: a read that waits for the change. */
    public Invalidated invalidate(Invalidate order, long nowMillis) {
        hear(order.term());
        var line = copies.remove(order.key());
        var under = pending.get(order.key());
        if (under != null) {
            under.poison();
        }
        var use = line == null ? Use.NONE : line.isUsed() ? Use.USED : Use.UNUSED;
        return new Invalidated(
                order.key(), order.term(), order.round(), use, use == Use.USED ? wish(order.key(), nowMillis) : null);
    }

    private @Nullable Wish wish(CacheKey key, long nowMillis) {
        if (wishes >= WISHES_MAX || nowMillis >= leaseUntilMillis()) {
            return null;
        }
        var under = pending(key);
        if (under.read != null) {
            return null;
        }
        var read = begin(under, key, nowMillis, true);
        return new Wish(read.id(), read.incarnation());
    }

    /** Follows an order to drop what carries tags. Which tags requests under way will bring is not known. */
    public TagsInvalidated invalidate(InvalidateTags order) {
        hear(order.term());
        copies.removeTagged(order.cache(), order.tags());
        pending.forEach((key, under) -> {
            if (isOf(key, order.cache())) {
                under.poison();
            }
        });
        return new TagsInvalidated(order.term(), order.round());
    }

    private static boolean isOf(CacheKey key, CacheName cache) {
        return key.cache().equals(cache);
    }

    /** Hears that somebody else has a copy too. */
    public void downgrade(Downgrade order) {
        hear(order.term());
        var line = copies.get(order.key());
        if (line != null && line.grant().term() == order.term() && line.grant().number() == order.grant()) {
            line.become(LineState.SHARED);
        }
    }

    /** The store behind the cache has what the line has. */
    public void cleaned(CacheKey key) {
        var line = copies.get(key);
        if (line != null && line.state() == LineState.MODIFIED) {
            line.become(LineState.EXCLUSIVE);
        }
    }

    /** A copy was lost for want of space; what is under way for its entry will not be kept either. */
    public Evicted evicted(CacheKey key, Line<V> line) {
        var under = pending.get(key);
        if (under != null) {
            under.poison();
        }
        return new Evicted(key, line.grant().term(), line.grant().number());
    }

    private void hear(long term) {
        heardTerm = Math.max(heardTerm, term);
    }

    private Pending pending(CacheKey key) {
        return pending.computeIfAbsent(key, _ -> new Pending());
    }

    private void tidy(CacheKey key, Pending under) {
        if (under.isEmpty()) {
            pending.remove(key);
        }
    }

    /** What there is of the entry here. */
    public NodeView view(CacheKey key) {
        var line = copies.get(key);
        var state = line == null ? LineState.INVALID : line.state();
        var under = pending.get(key);
        if (under == null) {
            return new NodeView(state, false, false, false);
        }
        boolean writes = !under.writes.isEmpty();
        boolean isSpoiled = writes ? under.writes.getLast().isPoisoned : under.readIsPoisoned;
        return new NodeView(state, under.read != null, writes, isSpoiled);
    }

    /** What is under way for the entry; null if nothing is. */
    @Nullable
    Pending underWay(CacheKey key) {
        return pending.get(key);
    }
}
