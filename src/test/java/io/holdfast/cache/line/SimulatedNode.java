package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.SimulatedLog.Content;
import io.holdfast.cache.model.Rule;
import io.holdfast.cluster.Testimony;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of the simulation: the controller, the copies, and the clients whose requests are under way. */
final class SimulatedNode {

    static final long LEASE_MILLIS = 250;
    private static final long PATIENCE_MILLIS = 30;

    /** A client that reads, and what was committed when it began. */
    record Reader(CacheKey key, long since) {}

    /** What a client got to see, and when it had asked. */
    interface Witness {
        void read(SimulatedNode node, Reader reader, Content content);
    }

    /** Copies in a map. */
    private static final class Lines implements Copies<Content> {
        final Map<CacheKey, Line<Content>> lines = new TreeMap<>();

        @Override
        public @Nullable Line<Content> get(CacheKey key) {
            return lines.get(key);
        }

        @Override
        public void put(CacheKey key, Line<Content> line) {
            lines.put(key, line);
        }

        @Override
        public @Nullable Line<Content> remove(CacheKey key) {
            return lines.remove(key);
        }

        @Override
        public void removeTagged(CacheName cache, List<String> tags) {
            lines.values().removeIf(line -> line.value().tagged());
        }

        @Override
        public void clear() {
            lines.clear();
        }
    }

    final String name;
    private final Rules rules;
    private final Lines lines = new Lines();
    private final Witness witness;
    private final Supplier<Testimony> testimony;
    private final double rate;
    final NodeController<Content> controller;
    private final Map<CacheKey, Reader> asking = new TreeMap<>();
    private final Map<CacheKey, List<Reader>> joined = new TreeMap<>();
    private final Map<Long, NodeController.Write> writes = new TreeMap<>();
    /** What it had when it lost its lease. */
    private final Map<CacheKey, Line<Content>> stashed = new TreeMap<>();

    long renewals;
    long openingSince;
    long pausedUntil;

    /**
     * @param testimony what it says of itself as a member of the group
     * @param rate how fast its clock runs
     * @param starts how many nodes were started before
     */
    SimulatedNode(String name, Rules rules, Witness witness, Supplier<Testimony> testimony, double rate, long starts) {
        this.controller = new NodeController<>(lines, starts * 1_000_000);
        this.name = name;
        this.rules = rules;
        this.witness = witness;
        this.testimony = testimony;
        this.rate = rate;
    }

    int number() {
        return name.charAt(1) - '0';
    }

    long clock(long now) {
        return (long) (now * rate);
    }

    Map<CacheKey, Line<Content>> lines() {
        return lines.lines;
    }

    boolean canRead(CacheKey key, long now) {
        var line = lines.get(key);
        return line != null && controller.isReadable(line, clock(now));
    }

    /** A client reads; returns what goes to the home, if anything does. */
    @Nullable
    Letter read(CacheKey key, long committed, long now) {
        var reader = new Reader(key, committed);
        var line = lines.get(key);
        if (line != null && controller.isReadable(line, clock(now))) {
            line.use();
            witness.read(this, reader, line.value());
            return null;
        }
        var under = controller.underWay(key);
        var wish = under == null || under.read == null || !under.read.isWish() ? null : under.read;
        if (wish != null && clock(now) - wish.sentMillis() > PATIENCE_MILLIS) {
            controller.gaveUp(wish);
        }
        return ask(reader, now);
    }

    private @Nullable Letter ask(Reader reader, long now) {
        var read = controller.beginRead(reader.key(), clock(now));
        if (read == null) {
            joined.computeIfAbsent(reader.key(), _ -> new ArrayList<>()).add(reader);
            return null;
        }
        asking.put(reader.key(), reader);
        return new Letter.Ask(name, read, testimony.get());
    }

    /** The answer to a read came; returns what those who joined ask instead. */
    @Nullable
    Letter told(Letter.Told told, long now) {
        var read = told.read();
        var under = controller.underWay(read.key());
        if (under == null || under.read == null) {
            return null;
        }
        if (under.read.id() != read.id()) {
            if (rules.keep(Rule.ANSWER_NAMES_REQUEST)) {
                return null;
            }
            read = under.read;
        }
        var line = controller.filled(read, mutated(told.answer(), read.sentMillis(), now), clock(now));
        var reader = asking.remove(read.key());
        if (reader != null) {
            witness.read(this, reader, told.answer().value());
        }
        Letter again = null;
        for (var other : List.copyOf(joined.getOrDefault(read.key(), List.of()))) {
            joined.get(read.key()).remove(other);
            if (line != null || !rules.keep(Rule.JOINERS_NEED_A_GRANT)) {
                witness.read(this, other, told.answer().value());
            } else {
                var more = ask(other, now);
                again = more == null ? again : more;
            }
        }
        return again;
    }

    /** Something came of a wish, or nothing; returns what those who joined ask instead. */
    @Nullable
    Letter offered(Letter.Offered offered, long now) {
        var read = controller.reading(offered.key(), offered.wish());
        var answer = offered.answer();
        if (read == null) {
            return null;
        }
        return answer == null ? leave(read, now) : told(new Letter.Told(name, read, answer), now);
    }

    /** Nobody counts on the wish any more; who joined asks. */
    private @Nullable Letter leave(NodeController.Read wish, long now) {
        controller.gaveUp(wish);
        Letter again = null;
        for (var other : List.copyOf(joined.getOrDefault(wish.key(), List.of()))) {
            joined.get(wish.key()).remove(other);
            var more = ask(other, now);
            again = more == null ? again : more;
        }
        return again;
    }

    private NodeController.Answer<Content> mutated(NodeController.Answer<Content> answer, long sent, long now) {
        var grant = answer.grant();
        if (grant != null && !rules.keep(Rule.ANSWER_NAMES_SESSION)) {
            grant = new Grant(grant.term(), grant.number(), controller.incarnation(), grant.alone());
        }
        long lives = answer.livesMillis();
        if (lives != Long.MAX_VALUE && !rules.keep(Rule.TIME_COUNTS_FROM_REQUEST)) {
            lives += clock(now) - sent;
        }
        return new NodeController.Answer<>(grant, answer.value(), false, lives);
    }

    NodeController.Write write(CacheKey key, long now) {
        var flags = Flags.of(controller.underWay(key));
        var held = lines.get(key);
        var write = controller.beginWrite(List.of(key), clock(now));
        writes.put(write.id(), write);
        if (!rules.keep(Rule.OWN_DROPS_POISON)) {
            flags.restore(controller.underWay(key), true, true);
        }
        if (held != null && !rules.keep(Rule.WRITER_DROPS_ITS_COPY)) {
            lines.put(key, held);
        }
        return write;
    }

    void written(Letter.PutDone done, long now) {
        var key = done.key();
        if (key != null && writes.containsKey(done.write().id())) {
            controller.written(
                    done.write(), key, mutated(done.answer(), done.write().sentMillis(), now), clock(now));
        }
        controller.ended(done.write());
        writes.remove(done.write().id());
    }

    void giveUp() {
        for (var key : List.copyOf(asking.keySet())) {
            var under = controller.underWay(key);
            if (under != null && under.read != null) {
                controller.gaveUp(under.read);
            }
            asking.remove(key);
            joined.remove(key);
        }
        writes.values().forEach(controller::ended);
        writes.clear();
    }

    @Nullable
    ToHome follow(ToNode order, long now) {
        return switch (order) {
            case ToNode.Invalidate one -> {
                var flags = Flags.of(controller.underWay(one.key()));
                var done = controller.invalidate(one, clock(now));
                flags.restore(
                        controller.underWay(one.key()),
                        !rules.keep(Rule.READS_ARE_POISONED),
                        !rules.keep(Rule.WRITES_ARE_POISONED));
                yield done;
            }
            case ToNode.InvalidateTags tags -> {
                var flags = new TreeMap<CacheKey, Flags>();
                Keys.ALL.forEach(key -> flags.put(key, Flags.of(controller.underWay(key))));
                var done = controller.invalidate(tags);
                flags.forEach((key, before) -> before.restore(
                        controller.underWay(key),
                        !rules.keep(Rule.PURGES_POISON_READS),
                        !rules.keep(Rule.PURGES_POISON_WRITES)));
                yield done;
            }
            case ToNode.Downgrade one -> {
                controller.downgrade(one);
                yield null;
            }
        };
    }

    @Nullable
    ToHome evict(CacheKey key) {
        var flags = Flags.of(controller.underWay(key));
        var line = lines.remove(key);
        if (line == null) {
            return null;
        }
        var hint = controller.evicted(key, line);
        if (!rules.keep(Rule.OWN_DROPS_POISON)) {
            flags.restore(controller.underWay(key), true, true);
        }
        return hint;
    }

    void lost() {
        stashed.clear();
        stashed.putAll(lines.lines);
        controller.lost();
    }

    void opened(long incarnation, long untilMillis) {
        var kept = new TreeMap<>(stashed);
        kept.putAll(lines.lines);
        stashed.clear();
        controller.opened(incarnation, untilMillis);
        if (!rules.keep(Rule.NEW_SESSION_STARTS_EMPTY)) {
            kept.forEach((key, line) -> {
                var old = line.grant();
                var grant = new Grant(old.term(), old.number(), incarnation, old.alone());
                lines.put(key, new Line<>(line.value(), grant, line.state(), line.untilMillis()));
            });
        }
    }

    /** Which requests of an entry were outdated, to undo what a rule did. */
    private record Flags(boolean read, List<Long> writes) {

        static Flags of(NodeController.@Nullable Pending under) {
            if (under == null) {
                return new Flags(false, List.of());
            }
            var poisoned = under.writes.stream()
                    .filter(write -> write.isPoisoned)
                    .map(write -> write.id)
                    .toList();
            return new Flags(under.readIsPoisoned, poisoned);
        }

        void restore(NodeController.@Nullable Pending under, boolean forReads, boolean forWrites) {
            if (under == null) {
                return;
            }
            if (forReads) {
                under.readIsPoisoned = read;
            }
            if (forWrites) {
                under.writes.forEach(write -> write.isPoisoned = writes.contains(write.id));
            }
        }
    }
}
