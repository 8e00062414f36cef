package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.Directory.Change;
import io.holdfast.cache.line.Directory.Entry;
import io.holdfast.cache.line.ToHome.Evicted;
import io.holdfast.cache.line.ToHome.Invalidated;
import io.holdfast.cache.line.ToHome.TagsInvalidated;
import io.holdfast.cache.line.ToHome.Use;
import io.holdfast.cache.line.ToNode.Invalidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The home of the entries of a data group: what its leader does, from when it took over until it is deposed. A change is
 * proposed only when every copy that it outdates is gone, and until it is applied nobody is granted another. Changes of
 * the same entry do not wait for one another: the log puts them in order.
 *
 * <p>Every method is called by one thread at a time, also across homes of one node. Times are milliseconds of a clock of
 * the caller that never goes back.
 */
public final class HomeController {

    private final long term;
    private final HomeSettings settings;
    private final HomeEffects effects;
    final NodeLeases leases;
    private final Directory directory = new Directory();
    private final Sweeps sweeps;
    private final Granting granting;
    private final Map<Long, Change> changes = new LinkedHashMap<>();
    private long lastTicket;
    private long lastRound;
    private int lost;

    public HomeController(long term, HomeSettings settings, HomeEffects effects) {
        this.term = term;
        this.settings = settings;
        this.effects = effects;
        this.leases = new NodeLeases(settings.leaseMillis());
        this.sweeps = new Sweeps(term, effects);
        this.granting = new Granting(term, effects, leases, sweeps);
    }

    public long term() {
        return term;
    }

    /** A node that had a lease when this home took over: it may have copies of everything. */
    public void inherit(String node, long incarnation, long renewal, long nowMillis) {
        var lease = leases.opened(node, incarnation, renewal, nowMillis);
        if (lease == null) {
            throw new IllegalStateException("more nodes have leases than can be counted");
        }
        directory.inherit(lease.place);
    }

    /** The log says that a node has a new lease; it has nothing from an earlier one. */
    public void opened(String node, long incarnation, long renewal, long nowMillis) {
        var before = leases.find(node);
        if (before != null && before.isLive()) {
            if (before.incarnation == incarnation) {
                return;
            }
            var unused = released(before);
        }
        leases.opened(node, incarnation, renewal, nowMillis);
    }

    /** The log says that a node's lease goes on. */
    public void renewed(String node, long incarnation, long renewal, long nowMillis) {
        leases.renewed(node, incarnation, renewal, nowMillis);
    }

    /**
     * The log says that a node's lease is over; returns the caches with changes that waited for its end, none where the node
     * gave it up before that.
     */
    public Set<CacheName> expired(String node, long incarnation, long nowMillis) {
        var lease = leases.live(node, incarnation);
        var waited = lease == null ? new TreeSet<CacheName>() : released(lease);
        return lease == null || nowMillis < lease.endsMillis ? new TreeSet<>() : waited;
    }

    private Set<CacheName> released(NodeLeases.Lease lease) {
        lease.incarnation = 0;
        var waited = new TreeSet<CacheName>();
        directory.released(lease.place, entry -> {
            waited.add(entry.key.cache());
            dropped(entry, lease.place);
        });
        for (var change : sweeps.released(lease.place)) {
            change.writing.sweeps().forEach(sweep -> waited.add(sweep.cache()));
            waitLess(change);
        }
        return waited;
    }

    /**
     * A node wants to read, and a majority has confirmed since it asked that this home still leads. What it reads has to be
     * looked up after this.
     *
     * @return null if it must not keep what it reads
     */
    public @Nullable Grant read(CacheKey key, String node, long incarnation, long nowMillis) {
        var lease = leases.live(node, incarnation);
        if (lease == null || sweeps.isUnderWay(key.cache())) {
            return null;
        }
        var grant = granting.give(directory.of(key), lease, nowMillis);
        bound(nowMillis);
        return grant;
    }

    /**
     * A change is asked for; it may be proposed when {@link HomeEffects#mayPropose} says so, which may be at once.
     *
     * @return the number under which its fate is to be told; greater than any before
     */
    public long change(Writing writing, long nowMillis) {
        long ticket = begin(writing, false, nowMillis).ticket;
        bound(nowMillis);
        return ticket;
    }

    private Change begin(Writing writing, boolean isRecall, long nowMillis) {
        var entries = new ArrayList<Entry>(writing.keys().size());
        for (var key : new TreeSet<>(writing.keys())) {
            entries.add(directory.of(key));
        }
        var change = new Change(++lastTicket, writing, entries);
        change.isRecall = isRecall;
        changes.put(change.ticket, change);
        for (var entry : entries) {
            if (entry.isIdle()) {
                noteDropped(entry, writing.writer());
                callBack(entry, nowMillis);
            }
            entry.changes.add(change);
            change.waits += entry.awaited == 0 ? 0 : 1;
        }
        change.waits += sweeps.begin(change, leases, nowMillis);
        proposeIfFree(change);
        return change;
    }

    /** Only a grant that the writer knew of, or an earlier one, is gone: it may have been given another meanwhile. */
    private void noteDropped(Entry entry, Writing.@Nullable Writer writer) {
        var lease = writer == null ? null : leases.live(writer.node(), writer.incarnation());
        if (writer == null || lease == null) {
            return;
        }
        for (var dropped : writer.dropped()) {
            if (dropped.key().equals(entry.key)
                    && dropped.term() == term
                    && entry.grant(lease.place) <= dropped.grant()) {
                entry.release(lease.place);
            }
        }
    }

    private void callBack(Entry entry, long nowMillis) {
        entry.awaited = entry.holders();
        entry.round = ++lastRound;
        entry.sentMillis = nowMillis;
        entry.sawUsed = false;
        entry.sawUnused = false;
        tell(entry);
    }

    private void tell(Entry entry) {
        var order = new Invalidate(entry.key, term, entry.round);
        for (long rest = entry.awaited; rest != 0; rest &= rest - 1) {
            effects.send(leases.at(Long.numberOfTrailingZeros(rest)).node, order);
        }
    }

    /** A node has dropped its copy. */
    public void invalidated(String node, Invalidated done, long nowMillis) {
        var lease = leases.find(node);
        var entry = directory.find(done.key());
        boolean counts = lease != null
                && entry != null
                && done.term() == term
                && entry.round == done.round()
                && (entry.awaited & (1L << lease.place)) != 0;
        if (!counts || lease == null || entry == null) {
            return;
        }
        entry.sawUsed |= done.use() == Use.USED;
        entry.sawUnused |= done.use() == Use.UNUSED;
        entry.release(lease.place);
        if (done.wish() != null) {
            entry.wish(lease.place, done.wish());
        }
        dropped(entry, lease.place);
        if (entry.awaited == 0) {
            entry.judge(settings, nowMillis);
        }
    }

    private void dropped(Entry entry, int place) {
        entry.awaited &= ~(1L << place);
        if (entry.awaited == 0) {
            for (var change : List.copyOf(entry.changes)) {
                waitLess(change);
            }
        }
    }

    private void waitLess(Change change) {
        change.waits--;
        proposeIfFree(change);
    }

    private void proposeIfFree(Change change) {
        if (change.waits > 0 || change.isProposed) {
            return;
        }
        change.isProposed = true;
        if (change.isRecall) {
            withdraw(change);
            change.entries.forEach(this::forgetIfIdle);
        } else {
            effects.mayPropose(change.ticket);
        }
    }

    private void forgetIfIdle(Entry entry) {
        if (entry.isIdle() && entry.holders() == 0) {
            directory.forget(entry);
        }
    }

    /** A node has dropped what carried the tags. */
    public void tagsInvalidated(String node, TagsInvalidated done) {
        var lease = leases.find(node);
        if (lease != null && done.term() == term) {
            var change = sweeps.dropped(lease.place, done.round());
            if (change != null) {
                waitLess(change);
            }
        }
    }

    /** A node has lost a copy; only if it has been given no other. */
    public void evicted(String node, Evicted hint) {
        var lease = leases.find(node);
        var entry = directory.find(hint.key());
        if (lease != null
                && entry != null
                && hint.term() == term
                && entry.isIdle()
                && entry.grant(lease.place) == hint.grant()) {
            entry.release(lease.place);
        }
    }

    /**
     * The change was applied.
     *
     * @param tookEffect whether just now, and not when it was asked for before
     * @return the writer's permission to keep what it has written; null if it must not
     */
    public @Nullable Grant applied(long ticket, boolean tookEffect, long nowMillis) {
        var change = changes.get(ticket);
        if (change == null) {
            return null;
        }
        end(change);
        if (lost > 0) {
            endLostBefore(ticket);
        }
        var grant = writersGrant(change, tookEffect, nowMillis);
        change.entries.forEach(entry -> granting.answerWishes(entry, true, nowMillis));
        return grant;
    }

    private @Nullable Grant writersGrant(Change change, boolean tookEffect, long nowMillis) {
        var writer = change.writing.writer();
        if (!tookEffect || writer == null || change.entries.size() != 1) {
            return null;
        }
        var lease = leases.live(writer.node(), writer.incarnation());
        return lease == null ? null : granting.give(change.entries.getFirst(), lease, nowMillis);
    }

    /** The change is certain not to be in the log, and never will be. */
    public void withdrawn(long ticket) {
        var change = changes.get(ticket);
        if (change != null) {
            withdraw(change);
        }
    }

    private void withdraw(Change change) {
        end(change);
        change.entries.forEach(entry -> granting.answerWishes(entry, false, 0));
    }

    /**
     * Nobody knows whether the change will be applied. It counts as under way until another that was asked for after this is
     * applied: the log has it before that one or not at all.
     */
    public void lost(long ticket) {
        var change = changes.get(ticket);
        if (change != null && change.lostAt == 0) {
            change.lostAt = lastTicket;
            lost++;
        }
    }

    private void endLostBefore(long ticket) {
        for (var change : List.copyOf(changes.values())) {
            if (change.lostAt != 0 && change.lostAt < ticket) {
                withdraw(change);
            }
        }
    }

    private void end(Change change) {
        changes.remove(change.ticket);
        lost -= change.lostAt == 0 ? 0 : 1;
        for (var entry : change.entries) {
            entry.changes.remove(change);
            if (entry.isIdle()) {
                // Whoever has not answered is still taken for a holder, and what it answers late counts no more.
                entry.awaited = 0;
                entry.round = 0;
            }
        }
        sweeps.end(change);
    }

    /** Does what is due: tells again who has not answered, and gives up nodes whose lease has ended. */
    public void look(long nowMillis) {
        for (var change : changes.values()) {
            for (var entry : change.entries) {
                if (entry.awaited != 0 && nowMillis - entry.sentMillis >= settings.resendMillis()) {
                    entry.sentMillis = nowMillis;
                    tell(entry);
                }
            }
        }
        sweeps.look(leases, settings.resendMillis(), nowMillis);
        leases.ended(
                nowMillis,
                settings.resendMillis(),
                lease -> effects.expire(lease.node, lease.incarnation, lease.renewal));
    }

    /** Calls back what has not been asked for longest, if there are too many entries to know by name. */
    private void bound(long nowMillis) {
        while (directory.size() > settings.linesMax()) {
            var eldest = directory.eldest(Entry::isIdle);
            if (eldest == null) {
                return;
            }
            if (eldest.holders() == 0) {
                directory.forget(eldest);
            } else {
                begin(new Writing(List.of(eldest.key), List.of(), null), true, nowMillis);
                return;
            }
        }
    }

    /** What is known of the entry. */
    public HomeView view(CacheKey key) {
        var entry = directory.find(key);
        return HomeView.of(term, entry, directory.inherited(), leases, sweeps.isUnderWay(key.cache()));
    }

    /** How many changes are on their way. */
    public int underWay() {
        return changes.size();
    }

    /** How many entries are known by name. */
    public int known() {
        return directory.size();
    }

    /** The nodes with a lease, and how long each is still counted on. */
    public List<HomeView.Lease> leases(long nowMillis) {
        return leases.views(nowMillis);
    }

    Directory directory() {
        return directory;
    }
}
