package io.holdfast.cache.coherence;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often a cache of so many entries has what is asked for, by the two rules that others are judged by. */
final class Replacements {

    private Replacements() {}

    /** The entry that was not used for longest goes. */
    static int hitsOfLeastRecentlyUsed(int[] requests, int room) {
        var kept = new LinkedHashMap<Integer, Boolean>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > room;
            }
        };
        int hits = 0;
        for (int key : requests) {
            hits += kept.put(key, true) == null ? 0 : 1;
        }
        return hits;
    }

    /** The entry that is used again latest goes, which nobody can know: no rule does better (Belady). */
    static int hitsOfTheOptimum(int[] requests, int room) {
        int[] nextUses = nextUses(requests);
        var byNextUse = new TreeMap<Integer, Integer>();
        int hits = 0;
        for (int at = 0; at < requests.length; at++) {
            int key = requests[at];
            hits += byNextUse.remove(at) == null ? 0 : 1;
            byNextUse.put(nextUses[at], key);
            if (byNextUse.size() > room) {
                byNextUse.pollLastEntry();
            }
        }
        return hits;
    }

    /** When each request's key is asked for again; what never is has a time of its own behind all others. */
    private static int[] nextUses(int[] requests) {
        int[] next = new int[requests.length];
        int[] seen = new int[Arrays.stream(requests).max().orElse(0) + 1];
        Arrays.fill(seen, -1);
        for (int at = requests.length - 1; at >= 0; at--) {
            int key = requests[at];
            next[at] = seen[key] < 0 ? requests.length + at : seen[key];
            seen[key] = at;
        }
        return next;
    }
}
