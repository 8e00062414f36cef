package io.holdfast.cache;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand.Clean;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheCommand.MeetStore;
import io.holdfast.cache.CacheCommand.Reload;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.StoreGround.Assumption;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import io.holdfast.core.Stamp;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The machine of a cache, a store behind it that is started anew from older files, leaders that write back to it and are
 * deposed without knowing it, and readers that look up what was evicted. Everything between them takes its time. What each
 * key should have is known without any of that, and compared.
 */
final class StoreSimulation {

    private static final CacheName CACHE = new CacheName("c");
    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final String TAG = "t";

    /** Something that was broken. */
    static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    /** What is on its way. */
    private sealed interface Letter {
        /** To the store. @param number only the last of a leader is waited for */
        record Writing(long number, SimulatedStore.Attempt attempt) implements Letter {}

        /** To the log. */
        record Order(CacheCommand command) implements Letter {}

        /** To the store. */
        record Reading(String key, StoreMark least, FillLease lookup) implements Letter {}
    }

    private final Seeded random;
    private final StoreGround ground;
    private final CacheMachine machine = new CacheMachine(new HeapShelf(), 2);
    private final SimulatedStore store;
    private final List<Letter> network = new ArrayList<>();
    /** Attempts to write that take their time, and until when. */
    private final Map<Letter.Writing, Long> late = new LinkedHashMap<>();
    /** What each key should have; nothing where it should have nothing. */
    private final Map<String, String> truth = new TreeMap<>();

    private final TreeSet<String> tagged = new TreeSet<>();
    /** What only a store had that has lost something: it may be gone. */
    private final TreeSet<String> excused = new TreeSet<>();
    /** When each key last should have had nothing. */
    private final Map<String, Long> nothingAt = new TreeMap<>();

    private long sequence;
    private long now = 1_000;
    private long term = 1;
    private long attempts;
    private long awaited;
    private long life;
    private long mark;
    private long values;
    /** Whether the store has lost something in this epoch, which it may have got back since. */
    private boolean hasLost;

    private boolean calm;

    private StoreSimulation(long seed, StoreGround ground) {
        this.random = new Seeded(seed);
        this.ground = ground;
        this.store = new SimulatedStore(ground);
        var settings = new CacheSettings(1 << 30, Windows.FOR_EVER, 0, 1_000, CacheSettings.Backing.REDIS);
        apply(new CacheCommand.Configure(CACHE, 1, 1, settings, 1 << 30));
        KEYS.forEach(key -> nothingAt.put(key, sequence));
    }

    /** Runs a schedule; throws what it broke. */
    static void run(long seed, int steps, StoreGround ground) {
        var world = new StoreSimulation(seed, ground);
        for (int i = 0; i < steps; i++) {
            world.step();
            world.look();
        }
        world.end();
    }

    private boolean keep(StoreRule rule) {
        return ground.keep(rule);
    }

    private CacheResult apply(CacheCommand command) {
        long epoch = epoch();
        var result = machine.apply(new Stamp(++sequence, now), command).result();
        if (epoch() != epoch) {
            if (hasLost && command instanceof MeetStore) {
                excuse();
            }
            hasLost = false;
        }
        KEYS.stream().filter(key -> !truth.containsKey(key)).forEach(key -> nothingAt.put(key, sequence));
        return result;
    }

    private static CacheKey key(String key) {
        return new CacheKey(CACHE, key);
    }

    private Sight see(String key) {
        return (Sight) machine.answer(new CacheInquiry.OfEntry(key(key)), now);
    }

    private PartView view() {
        return (PartView) machine.answer(new CacheInquiry.OfPart(CACHE), now);
    }

    private StoreMark known() {
        return Objects.requireNonNull(view().store());
    }

    private long epoch() {
        var known = view().store();
        return known == null ? 0 : known.epoch();
    }

    private void step() {
        int dice = random.below(100);
        var key = random.pick(KEYS);
        if (dice < 12) {
            write(key);
        } else if (dice < 16) {
            truth.remove(key);
            excused.remove(key);
            apply(new Delete(key(key), CacheCommand.ANY_VERSION));
        } else if (dice < 18) {
            purge();
        } else if (dice < 19) {
            truth.clear();
            excused.clear();
            apply(new CacheCommand.Clear(CACHE));
        } else if (dice < 30) {
            evict(key);
        } else if (dice < 45) {
            writeBack();
        } else if (dice < 55) {
            lookUp(key);
        } else if (dice < 90) {
            deliver();
        } else if (dice < 94) {
            pass();
        } else {
            trouble();
        }
    }

    private void write(String key) {
        var value = "v" + ++values;
        boolean isTagged = random.percent(40);
        truth.put(key, value);
        excused.remove(key);
        if (isTagged) {
            tagged.add(key);
        } else {
            tagged.remove(key);
        }
        var content = new Content("text/plain", false, new Payload(Utf8.encode(value)));
        var draft = new Draft(content, Windows.FOR_EVER, isTagged ? List.of(TAG) : List.of());
        apply(new Write(key(key), draft, CacheCommand.ANY_VERSION, null));
    }

    private void purge() {
        truth.keySet().removeAll(tagged);
        excused.removeAll(tagged);
        apply(new CacheCommand.Purge(CACHE, List.of(TAG), false));
    }

    private void evict(String key) {
        var sight = see(key);
        if (sight.version() == 0) {
            return;
        }
        var victims = List.of(new Victim(key, sight.version()));
        if (!keep(StoreRule.WHAT_IS_DIRTY_STAYS) && known().life() > 0) {
            apply(new Clean(CACHE, known().life(), 0, victims));
        }
        apply(new Evict(CACHE, victims));
        if (see(key).version() == 0 && !store.isAs(known())) {
            // It is only there now, and that something was lost there has not been noticed yet.
            excused.add(key);
        }
    }

    /** The leader's thread does one thing after another; what it has given up waiting for may still come to pass. */
    private void writeBack() {
        if (awaited != 0 && !random.percent(calm ? 0 : 10)) {
            return;
        }
        var known = known();
        if (known.life() != life) {
            life = known.life();
            mark = known.mark();
        }
        mark = Math.max(mark, known.mark());
        var page = (CacheAnswer.DirtyRows) machine.answer(new CacheInquiry.Dirty(CACHE, 0, "", 2), now);
        awaited = ++attempts;
        var least = new StoreMark(known.epoch(), known.life(), known.run(), mark);
        if (ground.isAssumed(Assumption.LEADERS_SEND_IN_ORDER)) {
            network.removeIf(letter -> letter instanceof Letter.Writing writing && isOfThisTerm(writing));
            late.keySet().removeIf(this::isOfThisTerm);
        }
        network.add(new Letter.Writing(awaited, new SimulatedStore.Attempt(term, least, page)));
    }

    private boolean isOfThisTerm(Letter.Writing letter) {
        return letter.attempt().term() == term;
    }

    private void written(Letter.Writing letter) {
        var attempt = letter.attempt();
        var told = store.write(attempt, attempts);
        boolean isAwaited = letter.number() == awaited && isOfThisTerm(letter);
        if (isAwaited) {
            awaited = 0;
        }
        long itsLife = attempt.least().life();
        switch (told) {
            case SimulatedStore.Outrun _ -> {}
            case SimulatedStore.Changed changed ->
                network.add(new Letter.Order(new MeetStore(CACHE, 1, itsLife, changed.run(), changed.mark())));
            case SimulatedStore.Wrote wrote -> {
                if (isAwaited) {
                    mark = Math.max(mark, wrote.mark());
                }
                var rows = attempt.page().rows().stream()
                        .map(row -> new Victim(row.key(), row.version()))
                        .toList();
                if (!rows.isEmpty() && itsLife > 0) {
                    network.add(new Letter.Order(new Clean(CACHE, itsLife, wrote.mark(), rows)));
                }
            }
        }
    }

    private void lookUp(String key) {
        var sight = see(key);
        if (sight.version() == 0 && sight.elsewhere()) {
            network.add(new Letter.Reading(key, known(), new FillLease(1, 1, sight.basis())));
        }
    }

    private void read(Letter.Reading letter) {
        if (letter.least().run().isEmpty()) {
            return;
        }
        var found = store.read(letter.least(), letter.key());
        if (!found.known()) {
            return;
        }
        var kept = found.kept();
        if (kept == null) {
            boolean wasNothing = !truth.containsKey(letter.key())
                    || nothingAt.getOrDefault(letter.key(), -1L)
                            >= letter.lookup().basis();
            // Whoever writes it meanwhile makes this answer void; the log refuses to rely on it.
            boolean isVoid = see(letter.key()).changed() > letter.lookup().basis()
                    || known().epoch() != letter.least().epoch();
            if (!wasNothing && !isVoid && !excused.contains(letter.key())) {
                throw new Broken(
                        "the store is said not to have " + letter.key() + ", which has " + truth.get(letter.key()));
            }
            return;
        }
        var tags = keep(StoreRule.PURGES_REACH_THE_STORE) ? kept.tags() : List.<String>of();
        var draft = new Draft(kept.content(), Windows.FOR_EVER, tags);
        network.add(new Letter.Order(new Reload(
                key(letter.key()),
                letter.least().epoch(),
                kept.version(),
                draft,
                CacheAnswer.FOR_EVER,
                letter.lookup())));
    }

    private void deliver() {
        late.entrySet().removeIf(held -> (calm || held.getValue() <= now) && network.add(held.getKey()));
        if (network.isEmpty()) {
            return;
        }
        int place = random.below(network.size());
        if (!calm && network.get(place) instanceof Letter.Writing writing && random.percent(15)) {
            network.remove(place);
            late.put(writing, now + random.between(1, 200_000));
            return;
        }
        var letter = calm || !random.percent(5) ? network.remove(place) : network.get(place);
        if (!calm && random.percent(5)) {
            network.remove(letter);
            return;
        }
        switch (letter) {
            case Letter.Writing writing -> written(writing);
            case Letter.Reading reading -> read(reading);
            case Letter.Order order -> apply(mutated(order.command()));
        }
    }

    private CacheCommand mutated(CacheCommand command) {
        return switch (command) {
            case Clean clean -> {
                long ofLife = keep(StoreRule.CLEAN_NAMES_LIFE) ? clean.life() : Math.max(1, known().life());
                var rows = clean.rows().stream()
                        .map(row ->
                                keep(StoreRule.CLEAN_NAMES_VERSION) ? row : new Victim(row.key(), dirtyVersion(row)))
                        .toList();
                yield new Clean(CACHE, ofLife, clean.mark(), rows);
            }
            case MeetStore meet
            when !keep(StoreRule.A_LOSS_MAKES_DIRTY) ->
                new MeetStore(CACHE, 1, meet.life(), meet.run(), Math.max(meet.found(), known().mark()));
            case Reload reload ->
                new Reload(
                        reload.key(),
                        keep(StoreRule.A_LOSS_BEGINS_AN_EPOCH) ? reload.epoch() : known().epoch(),
                        reload.version(),
                        reload.draft(),
                        reload.freshMillis(),
                        keep(StoreRule.LOOKUP_CHECKED_WHEN_APPLIED)
                                ? reload.lookup()
                                : new FillLease(1, 1, see(reload.key().key()).basis()));
            default -> command;
        };
    }

    private long dirtyVersion(Victim row) {
        return ((CacheAnswer.DirtyRows) machine.answer(new CacheInquiry.Dirty(CACHE, 0, "", 100), now))
                .rows().stream()
                        .filter(dirty -> dirty.key().equals(row.key()))
                        .mapToLong(CacheAnswer.DirtyRow::version)
                        .findFirst()
                        .orElse(row.version());
    }

    private void pass() {
        now += random.between(1, 30_000);
        tick();
        if (random.percent(50)) {
            forget();
        }
    }

    /** The time of what was deleted is over, some of it or all. */
    private void forget() {
        long eldest = Stream.concat(network.stream(), late.keySet().stream())
                .mapToLong(letter -> letter instanceof Letter.Writing writing ? writing.number() : Long.MAX_VALUE)
                .min()
                .orElse(Long.MAX_VALUE);
        store.forget(ground.isAssumed(Assumption.TOMBSTONES_OUTLIVE_ATTEMPTS) ? eldest : Long.MAX_VALUE);
    }

    private void tick() {
        while (machine.nextDeadline().orElse(Long.MAX_VALUE) <= now) {
            machine.timePassed(new Stamp(++sequence, now));
        }
    }

    private void trouble() {
        int dice = random.below(100);
        if (dice < 35) {
            term++;
            awaited = 0;
            life = 0;
            mark = 0;
        } else if (dice < 60) {
            store.save();
        } else if (dice < 90) {
            if (dice < 80 ? store.restart() : store.setBack()) {
                excuse();
            }
        } else {
            store.empty();
            excuse();
        }
    }

    /** What only the store had may be gone with what it has lost. */
    private void excuse() {
        hasLost = true;
        for (var key : KEYS) {
            if (see(key).version() == 0) {
                excused.add(key);
            }
        }
    }

    private void look() {
        for (var key : KEYS) {
            var sight = see(key);
            var content = sight.content();
            var shown = content == null
                    ? null
                    : new String(content.value().bytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (sight.kind() == Kind.PRESENT && !Objects.equals(shown, truth.get(key))) {
                throw new Broken(key + " shows " + shown + " and should show " + truth.get(key));
            }
            boolean isLost = sight.kind() == Kind.NOTHING && !sight.elsewhere();
            if (isLost && truth.containsKey(key) && !excused.contains(key)) {
                throw new Broken(key + " is said to be nothing and should show " + truth.get(key));
            }
        }
    }

    /** Nothing fails any more: then all is written back, and what is evicted is found again. */
    private void end() {
        calm = true;
        settle();
        now += CacheLimits.FILL_MILLIS_MAX + 1;
        tick();
        KEYS.forEach(this::evict);
        for (var key : KEYS) {
            for (int i = 0; i < 5 && see(key).version() == 0; i++) {
                lookUp(key);
                settle();
            }
            look();
            if (see(key).version() == 0 && truth.containsKey(key) && !excused.contains(key)) {
                throw new Broken(key + " is lost and should show " + truth.get(key));
            }
        }
    }

    private void settle() {
        for (int round = 0; round < 200; round++) {
            while (!network.isEmpty()) {
                deliver();
                look();
            }
            tick();
            awaited = 0;
            boolean isDone = view().dirty() == 0 && round > 3;
            writeBack();
            while (!network.isEmpty()) {
                deliver();
                look();
            }
            if (isDone && view().dirty() == 0) {
                return;
            }
        }
        throw new Broken("not everything is written back: " + view());
    }
}
