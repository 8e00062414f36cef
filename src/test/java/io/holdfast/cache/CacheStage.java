package io.holdfast.cache;

import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.core.Event;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.List;

/** A machine with one cache, whose clock the test has in hand. */
final class CacheStage {

    static final CacheName USERS = new CacheName("users");
    static final Windows MINUTE = new Windows(60_000, 0, 0);

    private final CacheMachine machine;
    private long sequence;
    private long now = 1_000_000;
    private List<Event> happened = new ArrayList<>();

    CacheStage() {
        this(Backing.NONE, 1L << 30);
    }

    CacheStage(Backing backing, long bytesMax) {
        this(new HeapShelf(), CacheLimits.STEP_MAX, backing, bytesMax);
    }

    CacheStage(Shelf shelf, int stepMax, Backing backing, long bytesMax) {
        machine = new CacheMachine(shelf, stepMax);
        var settings = new CacheSettings(bytesMax, Windows.FOR_EVER, 0, 1_000, backing);
        ask(new CacheCommand.Configure(USERS, 1, 1, settings, bytesMax));
    }

    CacheMachine machine() {
        return machine;
    }

    long sequence() {
        return sequence;
    }

    long now() {
        return now;
    }

    /** What happened since the last look. */
    List<Event> happened() {
        var events = List.copyOf(happened);
        happened = new ArrayList<>();
        return events;
    }

    /** Lets time pass, and has what is due done in as many steps as it takes; returns how many. */
    int pass(long millis) {
        now += millis;
        int steps = 0;
        while (isDue()) {
            tick();
            steps++;
        }
        return steps;
    }

    /** Lets time pass without anybody noticing. */
    void passUnseen(long millis) {
        now += millis;
    }

    boolean isDue() {
        return machine.nextDeadline().orElse(Long.MAX_VALUE) <= now;
    }

    void tick() {
        happened.addAll(machine.timePassed(new Stamp(++sequence, now)));
    }

    CacheResult ask(CacheCommand command) {
        var applied = machine.apply(new Stamp(++sequence, now), command);
        happened.addAll(applied.events());
        return applied.result();
    }

    static CacheKey key(String key) {
        return new CacheKey(USERS, key);
    }

    static Content text(String text) {
        return new Content("text/plain", false, new Payload(Utf8.encode(text)));
    }

    static Draft draft(String text, Windows windows, String... tags) {
        return new Draft(text(text), windows, List.of(tags));
    }

    CacheResult write(String key, Draft draft) {
        return ask(new Write(key(key), draft, CacheCommand.ANY_VERSION, null));
    }

    long written(String key, String text, String... tags) {
        return ((CacheResult.Written) write(key, draft(text, Windows.FOR_EVER, tags))).version();
    }

    CacheResult fill(String key, Draft draft, long basis) {
        return ask(new Write(key(key), draft, CacheCommand.ANY_VERSION, new FillLease(1, 1, basis)));
    }

    Sight see(String key) {
        return (Sight) machine.answer(new CacheInquiry.OfEntry(key(key)), now);
    }

    PartView view() {
        return (PartView) machine.answer(new CacheInquiry.OfPart(USERS), now);
    }

    List<CacheAnswer.DirtyRow> dirty() {
        return ((CacheAnswer.DirtyRows) machine.answer(new CacheInquiry.Dirty(USERS, 0, "", 100), now)).rows();
    }
}
