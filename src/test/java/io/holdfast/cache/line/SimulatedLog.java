package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replicated log and what it leads to: which version each entry has. What a leader has appended is committed one by one,
 * or lost when another is elected. A copy of the state for each point that a home can be at is kept by counting.
 */
final class SimulatedLog {

    /** How long content with a time to live lives. */
    static final long LIVES_MILLIS = 150;

    /** What a key has: a version, and until when by the time in the log. */
    record Content(long version, boolean isGone, boolean tagged, long deadlineMillis) {
        static final Content NOTHING = new Content(0, true, false, Long.MAX_VALUE);
    }

    /** What is proposed. */
    sealed interface Order {
        /** @param id by which a repetition is known */
        record Write(long id, CacheKey key, boolean deletes, boolean tagged, boolean ages) implements Order {}

        record Purge(long id) implements Order {}

        record End(CacheKey key, long version) implements Order {}

        record Open(String node, long incarnation) implements Order {}

        record Renew(String node, long incarnation, long renewal) implements Order {}

        record Expire(String node, long incarnation, long renewal) implements Order {}
    }

    /** An order in the log, with the ticket that its home gave it; 0 if it has none. */
    record Entry(Order order, long ticket, long millis) {}

    /** What applying an entry led to. */
    record Effect(Entry entry, boolean isNew, long version) {}

    /** A node's lease in the log. */
    record Session(long incarnation, long renewal) {}

    private final Rules rules;
    private final Map<CacheKey, Content> contents = new TreeMap<>();
    private final Map<String, Session> sessions = new TreeMap<>();
    private final Map<String, Long> incarnations = new TreeMap<>();
    private final Map<Long, Long> answered = new TreeMap<>();
    private final List<Entry> tail = new ArrayList<>();
    private long sequence;
    private long millis;

    SimulatedLog(Rules rules) {
        this.rules = rules;
    }

    Content content(CacheKey key) {
        return contents.getOrDefault(key, Content.NOTHING);
    }

    Map<CacheKey, Content> contents() {
        return contents;
    }

    Map<String, Session> sessions() {
        return sessions;
    }

    @Nullable
    Session session(String node) {
        return sessions.get(node);
    }

    long millis() {
        return millis;
    }

    /** What the leader has appended and nobody has confirmed. */
    List<Entry> tail() {
        return tail;
    }

    void append(Entry entry) {
        tail.add(entry);
    }

    /** Commits the first of the tail. */
    Effect commit() {
        var entry = tail.removeFirst();
        millis = Math.max(millis, entry.millis());
        sequence++;
        return switch (entry.order()) {
            case Order.Write write -> write(entry, write);
            case Order.Purge purge -> purge(entry, purge);
            case Order.End end -> {
                if (content(end.key()).version() == end.version()) {
                    contents.put(end.key(), new Content(sequence, true, false, Long.MAX_VALUE));
                }
                yield new Effect(entry, true, sequence);
            }
            case Order.Open open -> open(entry, open);
            case Order.Renew renew -> renew(entry, renew);
            case Order.Expire expire -> expire(entry, expire);
        };
    }

    private Effect write(Entry entry, Order.Write write) {
        var before = answered.get(write.id());
        if (before != null && rules.keep(Rule.WRITES_ARE_APPLIED_ONCE)) {
            return new Effect(entry, false, before);
        }
        if (before != null) {
            throw new BrokenPromise("a write was applied twice");
        }
        long deadline = write.ages() && !write.deletes() ? millis + LIVES_MILLIS : Long.MAX_VALUE;
        contents.put(write.key(), new Content(sequence, write.deletes(), write.tagged(), deadline));
        answered.put(write.id(), sequence);
        return new Effect(entry, true, sequence);
    }

    private Effect purge(Entry entry, Order.Purge purge) {
        if (answered.putIfAbsent(purge.id(), sequence) == null) {
            contents.replaceAll((_, content) -> content.tagged() && !content.isGone()
                    ? new Content(sequence, true, false, Long.MAX_VALUE)
                    : content);
        }
        return new Effect(entry, true, sequence);
    }

    private Effect open(Entry entry, Order.Open open) {
        boolean isNew = open.incarnation() > incarnations.getOrDefault(open.node(), 0L);
        if (isNew) {
            incarnations.put(open.node(), open.incarnation());
            sessions.put(open.node(), new Session(open.incarnation(), 0));
        }
        return new Effect(entry, isNew, sequence);
    }

    private Effect renew(Entry entry, Order.Renew renew) {
        var session = sessions.get(renew.node());
        boolean stands = session != null && session.incarnation() == renew.incarnation();
        if (stands) {
            sessions.put(renew.node(), new Session(renew.incarnation(), renew.renewal()));
        }
        return new Effect(entry, stands, sequence);
    }

    private Effect expire(Entry entry, Order.Expire expire) {
        var session = sessions.get(expire.node());
        boolean stands = session != null
                && session.incarnation() == expire.incarnation()
                && (session.renewal() == expire.renewal() || !rules.keep(Rule.EXPIRY_NAMES_RENEWAL));
        if (stands) {
            sessions.remove(expire.node());
        }
        return new Effect(entry, stands, sequence);
    }
}
