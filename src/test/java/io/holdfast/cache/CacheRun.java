package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand.Item;
import io.holdfast.cache.CacheCommand.Removal;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.core.Event;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Stamp;
import io.holdfast.testing.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plays moves on the machine and on the naive caches, and compares them after each. */
final class CacheRun {

    private final int stepMax;
    private final TreeMap<CacheName, NaiveCache> naive = new TreeMap<>();
    private HeapShelf shelf = new HeapShelf();
    private CacheMachine machine;
    private long sequence;
    private long now;
    private long births = 1;
    private long versions;
    /** When each step was, for leases to fill. */
    private final List<Long> times = new ArrayList<>();

    private CacheRun(int stepMax) {
        this.stepMax = stepMax;
        this.machine = new CacheMachine(shelf, stepMax);
        times.add(0L);
    }

    /** One step of time does all that there is to do. */
    static void inOneStep(List<CacheMove> moves) {
        play(new CacheRun(CacheLimits.STEP_MAX), moves);
    }

    /** One step of time looks at one row; there is room for everything, as what is dead takes room until it is swept. */
    static void rowByRow(List<CacheMove> moves) {
        play(new CacheRun(1), moves);
    }

    private static void play(CacheRun run, List<CacheMove> moves) {
        moves.forEach(run::play);
        run.settle();
        CacheMove.CACHES.forEach(run::compareViews);
        run.reload();
    }

    private boolean isPatient() {
        return stepMax == 1;
    }

    private Stamp next() {
        times.add(now);
        return new Stamp(++sequence, now);
    }

    private void play(CacheMove move) {
        switch (move) {
            case CacheMove.Pass pass -> now += pass.millis();
            case CacheMove.Reload _ -> reload();
            default -> {
                if (move instanceof CacheMove.Empty) {
                    // What had ended before is not written back any more; when it was swept makes the difference.
                    settle();
                }
                passTime();
                var command = commandOf(move);
                if (command != null) {
                    compare(command);
                }
            }
        }
        if (move instanceof CacheMove.Pass) {
            passTime();
        }
        CacheMove.CACHES.forEach(this::compareViews);
    }

    private boolean isDue() {
        return machine.nextDeadline().orElse(Long.MAX_VALUE) <= now;
    }

    private void passTime() {
        if (isDue()) {
            machine.timePassed(next());
        }
        naive.values().forEach(cache -> cache.timePassed(now));
    }

    private void settle() {
        while (isDue()) {
            machine.timePassed(next());
        }
        naive.values().forEach(cache -> cache.timePassed(now));
    }

    private @Nullable CacheCommand commandOf(CacheMove move) {
        return switch (move) {
            case CacheMove.Make make -> {
                births += make.births();
                versions += make.newer() ? 1 : 0;
                var there = naive.get(make.cache());
                var settings = there == null ? make.settings() : there.settings;
                long bytesMax = isPatient() ? 1 << 30 : make.bytesMax();
                yield new CacheCommand.Configure(make.cache(), births, versions, settings, bytesMax);
            }
            case CacheMove.Remove remove -> new CacheCommand.Drop(remove.cache(), births + remove.births());
            case CacheMove.Put put -> write(put);
            case CacheMove.Take take ->
                new CacheCommand.Delete(
                        new CacheKey(take.cache(), take.key()), version(take.cache(), take.key(), take.condition()));
            case CacheMove.Count count ->
                new CacheCommand.Increment(
                        new CacheKey(count.cache(), count.key()),
                        count.by(),
                        count.windows(),
                        version(count.cache(), count.key(), count.condition()));
            case CacheMove.PutAll all -> writeAll(all);
            case CacheMove.TakeAll all -> deleteAll(all);
            case CacheMove.Sweep sweep -> new CacheCommand.Purge(sweep.cache(), sweep.tags(), sweep.soft());
            case CacheMove.Empty empty -> new CacheCommand.Clear(empty.cache());
            case CacheMove.Shrink shrink -> evict(shrink);
            case CacheMove.WriteBack back -> clean(back);
            case CacheMove.Meet meet -> meet(meet);
            case CacheMove.LookUp look -> lookUp(look);
            case CacheMove.Pass _, CacheMove.Reload _ -> throw new IllegalArgumentException("no command: " + move);
        };
    }

    private CacheCommand write(CacheMove.Put put) {
        long basis = basis(put.basis());
        return new CacheCommand.Write(
                new CacheKey(put.cache(), put.key()),
                put.draft(),
                version(put.cache(), put.key(), put.condition()),
                put.basis() < 0 ? null : new FillLease(1, 1, basis));
    }

    private long basis(int steps) {
        long basis = Math.max(0, sequence - steps);
        // A lease that is older than leases can be may be void for want of memory.
        while (basis < sequence && times.get((int) basis) < now - CacheLimits.FILL_MILLIS_MAX + 1_000) {
            basis++;
        }
        return basis;
    }

    private CacheCommand writeAll(CacheMove.PutAll all) {
        var items = IntStream.range(0, all.keys().size())
                .mapToObj(i -> new Item(
                        all.keys().get(i),
                        all.drafts().get(i),
                        version(all.cache(), all.keys().get(i), all.conditions().get(i))))
                .toList();
        return new CacheCommand.WriteAll(all.cache(), items, all.atomic());
    }

    private CacheCommand deleteAll(CacheMove.TakeAll all) {
        var items = IntStream.range(0, all.keys().size())
                .mapToObj(i -> new Removal(
                        all.keys().get(i),
                        version(all.cache(), all.keys().get(i), all.conditions().get(i))))
                .toList();
        return new CacheCommand.DeleteAll(all.cache(), items, all.atomic());
    }

    private long version(CacheName cache, String key, CacheMove.Condition condition) {
        return switch (condition) {
            case ANY -> CacheCommand.ANY_VERSION;
            case NONE -> CacheCommand.NO_VERSION;
            case SOME -> CacheCommand.SOME_VERSION;
            case WRONG -> sequence + 1_000_000;
            case CURRENT -> naive.containsKey(cache) ? naive.get(cache).versionOf(key) : 0;
        };
    }

    /** Those written least recently go, as far as there is too much; else whoever was asked for. */
    private @Nullable CacheCommand evict(CacheMove.Shrink shrink) {
        var crowd = ((CacheAnswer.Victims) machine.answer(new CacheInquiry.Crowd(shrink.cache(), shrink.most()), now));
        var cache = naive.get(shrink.cache());
        if (cache == null) {
            return null;
        }
        if (!isPatient()) {
            same(crowdOf(cache, shrink.most()), crowd.victims(), "victims");
        }
        var victims = new ArrayList<>(crowd.victims());
        if (victims.isEmpty()) {
            cache.entries.entrySet().stream()
                    .limit(shrink.most())
                    .forEach(entry -> victims.add(new Victim(entry.getKey(), entry.getValue().version)));
        }
        if (victims.isEmpty()) {
            return null;
        }
        victims.replaceAll(victim -> shrink.outdated() ? new Victim(victim.key(), victim.version() - 1) : victim);
        return new CacheCommand.Evict(shrink.cache(), victims);
    }

    private static List<Victim> crowdOf(NaiveCache cache, int most) {
        var victims = new ArrayList<Victim>();
        long over = cache.bytes() - cache.bytesMax;
        var eldest = cache.entries.entrySet().stream()
                .sorted((one, other) -> one.getValue().version == other.getValue().version
                        ? one.getKey().compareTo(other.getKey())
                        : Long.compare(one.getValue().version, other.getValue().version))
                .toList();
        for (var entry : eldest) {
            if (over > 0 && victims.size() < most && !cache.dirty.containsKey(entry.getKey())) {
                victims.add(new Victim(entry.getKey(), entry.getValue().version));
                over -= entry.getValue().bytes(entry.getKey());
            }
        }
        return victims;
    }

    private @Nullable CacheCommand clean(CacheMove.WriteBack back) {
        var dirty = dirty(back.cache());
        var cache = naive.get(back.cache());
        if (cache == null || dirty.isEmpty()) {
            return null;
        }
        if (store(back.cache()).life() == 0) {
            return meet(new CacheMove.Meet(back.cache(), false));
        }
        var row = dirty.get(back.place() % dirty.size());
        boolean matches = !back.outdated()
                && cache.dirty.containsKey(row.key())
                && cache.dirty.get(row.key()) == row.gone()
                && (row.gone() || cache.versionOf(row.key()) == row.version());
        if (matches) {
            cache.clean(row.key());
        }
        long version = back.outdated() ? row.version() - 1 : row.version();
        return new CacheCommand.Clean(
                back.cache(),
                store(back.cache()).life(),
                store(back.cache()).mark() + 1,
                List.of(new Victim(row.key(), version)));
    }

    private StoreMark store(CacheName cache) {
        var view = (PartView) machine.answer(new CacheInquiry.OfPart(cache), now);
        return view.store() == null ? StoreMark.START : view.store();
    }

    private @Nullable CacheCommand meet(CacheMove.Meet meet) {
        var cache = naive.get(meet.cache());
        if (cache == null) {
            return null;
        }
        var store = store(meet.cache());
        boolean loses = meet.lost() && store.mark() > 0;
        return new CacheCommand.MeetStore(meet.cache(), cache.birth, store.life(), "run", loses ? 0 : store.mark());
    }

    /** What Redis would have removed by now, or what is stale since one of several purges, is left alone. */
    private @Nullable CacheCommand lookUp(CacheMove.LookUp look) {
        var cache = naive.get(look.cache());
        var stored = cache == null ? null : cache.stored.get(look.key());
        if (stored == null || stored.keptUntil() <= now || (stored.purges > 1 && !stored.hasEnded)) {
            return null;
        }
        long left = stored.freshUntil == NaiveCache.NEVER ? CacheAnswer.FOR_EVER : stored.freshUntil - now;
        return new CacheCommand.Reload(
                new CacheKey(look.cache(), look.key()),
                store(look.cache()).epoch(),
                stored.version,
                new CacheCommand.Draft(stored.content, stored.windows, stored.tags),
                left,
                new FillLease(1, 1, basis(look.basis())));
    }

    private List<CacheAnswer.DirtyRow> dirty(CacheName cache) {
        var rows = new ArrayList<CacheAnswer.DirtyRow>();
        var inquiry = new CacheInquiry.Dirty(cache, 0, "", 2);
        for (var page = page(inquiry); !page.isEmpty(); page = page(inquiry)) {
            rows.addAll(page);
            inquiry = new CacheInquiry.Dirty(
                    cache, page.getLast().version(), page.getLast().key(), 2);
        }
        return rows;
    }

    private List<CacheAnswer.DirtyRow> page(CacheInquiry.Dirty inquiry) {
        return ((CacheAnswer.DirtyRows) machine.answer(inquiry, now)).rows();
    }

    private void compare(CacheCommand command) {
        var foreseen = machine.foresee(command, now);
        var at = next();
        var events = new ArrayList<Event>();
        var known = command.cache() == null ? StoreMark.START : store(command.cache());
        var actual = machine.apply(at, command);
        var cache = command.cache() == null ? null : naive.get(command.cache());
        if (cache != null) {
            cache.undecided = undecided(command, actual.result());
        }
        if (cache != null && isPatient() && isVoid(command, actual.result())) {
            // What the time has ended before a purge came may be met by the purge first.
            cache.refused++;
            cache.fillsVoid++;
            return;
        }
        var expected = apply(at, command, events, known);
        if (expected != null) {
            same(expected, actual.result(), command);
            same(events, actual.events(), command);
        }
        if (foreseen != null) {
            same(foreseen, actual.result(), "foreseen");
        }
    }

    /** Of which keys the machine says that only the store behind knows: it may know less than the naive cache does. */
    private static List<String> undecided(CacheCommand command, Object result) {
        var keys = new ArrayList<String>();
        command.keys(key -> keys.add(key.key()));
        var undecided = new ArrayList<String>();
        if (result instanceof Refused refused && refused.reason() == Reason.ELSEWHERE) {
            undecided.addAll(keys);
        }
        if (result instanceof CacheResult.Batched batched) {
            for (int i = 0; i < keys.size(); i++) {
                if (batched.items().get(i).refused() == Reason.ELSEWHERE) {
                    undecided.add(keys.get(i));
                }
            }
        }
        return undecided;
    }

    private static boolean isVoid(CacheCommand command, Object result) {
        return command instanceof CacheCommand.Write
                && result instanceof Refused refused
                && refused.reason() == Reason.FILL_VOID;
    }

    private @Nullable CacheResult apply(Stamp at, CacheCommand command, List<Event> events, StoreMark known) {
        var cache = naive.get(command.cache());
        switch (command) {
            case CacheCommand.Configure configure -> {
                return configure(cache, configure, events);
            }
            case CacheCommand.Drop drop -> {
                if (cache != null && cache.birth <= drop.birth()) {
                    naive.remove(drop.cache());
                    events.add(new CacheEvent.PartDropped(drop.cache(), cache.birth));
                }
                return new CacheResult.Dropped();
            }
            default -> {}
        }
        if (cache == null) {
            return new Refused(Reason.NO_CACHE, 0);
        }
        if (command instanceof CacheCommand.Clean || command instanceof CacheCommand.MeetStore) {
            if (command instanceof CacheCommand.MeetStore meet && cache.isBacked()) {
                cache.meet(meet.found() < known.mark());
            }
            return null;
        }
        cache.at = at;
        cache.events = events;
        return cache.apply(command);
    }

    private CacheResult configure(@Nullable NaiveCache cache, CacheCommand.Configure command, List<Event> events) {
        if (cache != null && cache.birth < command.birth()) {
            return new Refused(Reason.EARLIER_CACHE, cache.birth);
        }
        if (cache == null) {
            cache = new NaiveCache(command);
            naive.put(command.cache(), cache);
            events.add(new CacheEvent.PartMade(command.cache(), command.birth()));
        } else if (cache.birth == command.birth() && command.version() > cache.version) {
            cache.version = command.version();
            cache.bytesMax = command.bytesMax();
        }
        return new CacheResult.Configured(cache.birth, cache.version);
    }

    private void reload() {
        var rows = new Rows();
        machine.save(rows);
        var copy = new HeapShelf();
        shelf.scan(new byte[0], new byte[] {-1, -1}, (key, value) -> {
            copy.put(key, value);
            return true;
        });
        shelf = copy;
        machine = new CacheMachine(shelf, stepMax);
        machine.load(rows.source(), CachePrimitive.CACHE.snapshotVersion());
        var again = new Rows();
        machine.save(again);
        same(rows, again, "rows");
    }

    private void compareViews(CacheName name) {
        var cache = naive.get(name);
        for (var key : CacheMove.KEYS) {
            var sight = (Sight) machine.answer(new CacheInquiry.OfEntry(new CacheKey(name, key)), now);
            if (cache == null) {
                same(Kind.NO_CACHE, sight.kind(), key);
            } else if (sight.kind() == Kind.DUE) {
                same(true, isDue(), "what is due waits for a step to come");
            } else {
                compareEntry(cache, key, sight);
            }
        }
        if (!isDue()) {
            compareWhole(name, cache);
        }
    }

    private void compareEntry(NaiveCache cache, String key, Sight sight) {
        var entry = cache.entries.get(key);
        same(entry == null ? Kind.NOTHING : entry.kind, sight.kind(), key);
        if (entry == null) {
            return;
        }
        same(entry.version, sight.version(), key);
        same(entry.content, sight.content(), key);
        same(entry.tags, sight.tags(), key);
        same(entry.windows, sight.windows(), key);
        same(now - entry.written, sight.ageMillis(), key);
        same(
                entry.freshUntil == NaiveCache.NEVER ? NaiveCache.NEVER : entry.freshUntil - now,
                sight.freshMillis(),
                key);
        same(entry.due() == NaiveCache.NEVER ? NaiveCache.NEVER : entry.due() - now, sight.shownMillis(), key);
        same(cache.dirty.containsKey(key), sight.dirty(), key);
    }

    private void compareWhole(CacheName name, @Nullable NaiveCache cache) {
        var view = (PartView) machine.answer(new CacheInquiry.OfPart(name), now);
        same(cache != null, view.known(), name);
        if (cache == null) {
            return;
        }
        same(cache.entries.values().stream().filter(e -> e.kind == Kind.PRESENT).count(), view.present(), "present");
        same(cache.entries.values().stream().filter(e -> e.kind == Kind.KEPT).count(), view.kept(), "kept");
        same(cache.entries.values().stream().filter(e -> e.kind == Kind.ABSENT).count(), view.absent(), "absent");
        same(cache.bytes(), view.bytes(), "bytes");
        same((long) cache.dirty.size(), view.dirty(), "dirty");
        same(cache.dirtyBytes(), view.dirtyBytes(), "dirty bytes");
        same(false, view.sweeping(), "sweeping");
        var dirty = new TreeMap<String, Boolean>();
        dirty(name).forEach(row -> dirty.put(row.key(), row.gone()));
        same(cache.dirty, dirty, "dirty rows");
        var keys = (CacheAnswer.KeyPage) machine.answer(new CacheInquiry.Keys(name, "", 100), now);
        same(
                List.copyOf(cache.entries.keySet()),
                keys.keys().stream().map(CacheAnswer.KeyMark::key).toList(),
                "keys");
        var tally = view.tally();
        same(
                List.of(
                        cache.written,
                        cache.deleted,
                        cache.evicted,
                        cache.purges,
                        cache.clears,
                        cache.fills,
                        cache.fillsVoid,
                        cache.refused),
                List.of(
                        tally.written(),
                        tally.deleted(),
                        tally.evicted(),
                        tally.purges(),
                        tally.clears(),
                        tally.fills(),
                        tally.fillsVoid(),
                        tally.refused()),
                "tally");
    }

    /** Cheaper than an assertion that builds its message before it knows. */
    private static void same(@Nullable Object expected, @Nullable Object actual, Object what) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            assertThat(actual).as("%s", what).isEqualTo(expected);
        }
    }
}
