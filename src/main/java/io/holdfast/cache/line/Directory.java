package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which node may have a copy of which entry. What is not in it may be with everybody that the home has taken over. */
final class Directory {

    /** The grant of a node of which only its lease is known: it may hold anything. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final long NONE = 0;

    /** What is known of one entry. */
    static final class Entry {
        final CacheKey key;
        final List<Change> changes = new ArrayList<>(1);
        private long[] grants = {};
        /** What those want back who have dropped a copy since it was called back, by place. */
        private @Nullable Map<Integer, ToHome.Wish> wishes;

        /** Nodes that have been told to drop their copy and have not said that they did. */
        long awaited;

        long round;
        long sentMillis;
        /** The node that was alone when it got its copy; -1 if there is none such. */
        int alone = -1;

        /** Rounds in a row that found only copies which nobody had read. */
        int useless;

        boolean sawUnused;
        boolean sawUsed;
        long pausedUntilMillis = Long.MIN_VALUE;

        Entry(CacheKey key) {
            this.key = key;
        }

        boolean isIdle() {
            return changes.isEmpty();
        }

        long grant(int place) {
            return place < grants.length ? grants[place] : NONE;
        }

        void grant(int place, long number) {
            if (place >= grants.length) {
                var more = new long[place + 1];
                System.arraycopy(grants, 0, more, 0, grants.length);
                grants = more;
            }
            grants[place] = number;
        }

        void release(int place) {
            if (place < grants.length) {
                grants[place] = NONE;
            }
            if (alone == place) {
                alone = -1;
            }
            if (wishes != null) {
                wishes.remove(place);
            }
        }

        void wish(int place, ToHome.Wish wish) {
            if (wishes == null) {
                wishes = new TreeMap<>();
            }
            wishes.put(place, wish);
        }

        boolean isWishedFor() {
            return wishes != null && !wishes.isEmpty();
        }

        /** Takes out what is wished for, by place. */
        Map<Integer, ToHome.Wish> takeWishes() {
            var taken = wishes;
            wishes = null;
            return taken == null ? new TreeMap<>() : taken;
        }

        /** Whether it was worth while that others had copies of it; if not for long, it is not shared for a while. */
        void judge(HomeSettings settings, long nowMillis) {
            if (sawUsed) {
                useless = 0;
            } else if (sawUnused && ++useless >= settings.uselessMax()) {
                useless = settings.uselessMax() - 1;
                pausedUntilMillis = nowMillis + settings.pauseMillis();
            }
        }

        /** A bit for each node that may have a copy. */
        long holders() {
            long holders = 0;
            for (int place = 0; place < grants.length; place++) {
                if (grants[place] != NONE) {
                    holders |= 1L << place;
                }
            }
            return holders;
        }
    }

    /** A change on its way into the log. */
    static final class Change {
        final long ticket;
        final Writing writing;
        final List<Entry> entries;
        /** What it still waits for: entries with copies, and sweeps. */
        int waits;

        /** The ticket that was given last when it was lost; 0 while it is not. */
        long lostAt;

        boolean isRecall;
        boolean isProposed;

        Change(long ticket, Writing writing, List<Entry> entries) {
            this.ticket = ticket;
            this.writing = writing;
            this.entries = entries;
        }
    }

    private final Map<CacheKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Nodes whose copies are not known: they had their lease before this home took over. */
    private long inherited;

    void inherit(int place) {
        inherited |= 1L << place;
    }

    /** A bit for each node that may have a copy of what is not known by name. */
    long inherited() {
        return inherited;
    }

    int size() {
        return entries.size();
    }

    @Nullable
    Entry find(CacheKey key) {
        return entries.get(key);
    }

    /** The entry, which is the last to be forgotten now. */
    Entry of(CacheKey key) {
        var known = entries.get(key);
        if (known != null) {
            return known;
        }
        var entry = new Entry(key);
        for (long rest = inherited; rest != 0; rest &= rest - 1) {
            entry.grant(Long.numberOfTrailingZeros(rest), UNKNOWN);
        }
        entries.put(key, entry);
        return entry;
    }

    void forget(Entry entry) {
        entries.remove(entry.key);
    }

    /** The node has nothing any more; shows each entry for which it was waited. */
    void released(int place, Consumer<Entry> wasAwaited) {
        long bit = 1L << place;
        inherited &= ~bit;
        for (var entry : List.copyOf(entries.values())) {
            entry.release(place);
            if ((entry.awaited & bit) != 0) {
                wasAwaited.accept(entry);
            }
        }
    }

    /** The first of the longest unused entries that is such; null if there is none among a few. */
    @Nullable
    Entry eldest(Predicate<Entry> wanted) {
        int looked = 0;
        for (var entry : entries.values()) {
            if (wanted.test(entry)) {
                return entry;
            }
            if (++looked == 16) {
                return null;
            }
        }
        return null;
    }
}
