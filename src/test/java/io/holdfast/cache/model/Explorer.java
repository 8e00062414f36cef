package io.holdfast.cache.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Searches all states breadth first, so that the first run found to break a promise is a shortest one. */
final class Explorer {

    /**
     * What a search found.
     *
     * @param states how many were seen
     * @param depth of the last of them
     * @param exhausted whether there are no more
     * @param broken the promise that was broken, and by which steps; null if none was
     */
    record Finding(
            int states,
            int depth,
            boolean exhausted,
            @Nullable String broken) {

        @Override
        public String toString() {
            return "%,d states, depth %d, %s: %s"
                    .formatted(states, depth, exhausted ? "all" : "not all", broken == null ? "no violation" : broken);
        }
    }

    private static final int[][][] NAMINGS = {
        {}, {{0}}, {{0, 1}, {1, 0}}, {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
    };

    private final Protocol protocol;
    private final Promises promises;
    private final boolean lookInside;
    private final int statesMax;
    private final int[][] namings;

    private Explorer(Bounds bounds, Rules rules, boolean lookInside, int statesMax) {
        this.protocol = new Protocol(bounds, rules);
        this.promises = new Promises(bounds);
        this.lookInside = lookInside;
        this.statesMax = statesMax;
        this.namings = NAMINGS[bounds.nodes()];
    }

    /** Searches the protocol as it is, for any broken promise. */
    static Finding search(Bounds bounds, int statesMax) {
        return new Explorer(bounds, Rules.ALL, true, statesMax).search();
    }

    /** Searches the protocol without a rule, for what a client could notice. */
    static Finding searchWithout(Rule rule, Bounds bounds, int statesMax) {
        return new Explorer(bounds, Rules.without(rule), false, statesMax).search();
    }

    private Finding search() {
        var seen = new Fingerprints();
        List<State> level = List.of(protocol.first());
        seen.add(level.getFirst().fingerprint(namings));
        for (int depth = 0; !level.isEmpty(); depth++) {
            var next = new ArrayList<State>();
            var broken = new ArrayList<String>(1);
            for (var state : level) {
                protocol.expand(state, (after, what, who, which) -> {
                    boolean isNew = seen.add(after.fingerprint(namings));
                    if (isNew) {
                        next.add(after);
                    }
                    var promise = isNew || isBroken(what) ? broken(after, what) : null;
                    if (promise != null && broken.isEmpty()) {
                        broken.add(promise);
                    }
                });
                if (!broken.isEmpty()) {
                    return new Finding(seen.size(), depth + 1, false, broken.getFirst() + story(depth + 1));
                }
                if (seen.size() >= statesMax) {
                    return new Finding(seen.size(), depth + 1, false, null);
                }
            }
            if (next.isEmpty()) {
                return new Finding(seen.size(), depth, true, null);
            }
            level = next;
        }
        throw new IllegalStateException("there is a first state");
    }

    /** Such a step counts even if it leads to where another one has led before. */
    private static boolean isBroken(String what) {
        return what.startsWith(Protocol.BROKEN);
    }

    private @Nullable String broken(State after, String what) {
        if (isBroken(what)) {
            return what.substring(Protocol.BROKEN.length());
        }
        var promise = promises.brokenForClients(after);
        return promise == null && lookInside ? promises.brokenInside(after) : promise;
    }

    private record Came(@Nullable State from, String by) {}

    /** Searches again, this time remembering how each state came about, and tells the way to the broken promise. */
    private String story(int depthMax) {
        Map<Long, Came> came = new HashMap<>();
        List<State> level = List.of(protocol.first());
        came.put(level.getFirst().fingerprint(namings), new Came(null, "at first"));
        var story = new StringBuilder();
        for (int depth = 0; depth < depthMax; depth++) {
            var next = new ArrayList<State>();
            for (var state : level) {
                protocol.expand(state, (after, what, who, which) -> {
                    var by = what + " " + who + " " + (which > State.ALL ? Message.toString(which) : which);
                    boolean isNew = came.putIfAbsent(after.fingerprint(namings), new Came(state, by)) == null;
                    if (isNew) {
                        next.add(after);
                    }
                    if (story.isEmpty() && (isNew || isBroken(what)) && broken(after, what) != null) {
                        story.append(tell(came, state)).append("%n%s%n%s".formatted(by, after));
                    }
                });
                if (!story.isEmpty()) {
                    return story.toString();
                }
            }
            level = next;
        }
        throw new IllegalStateException("the second search found less than the first");
    }

    private String tell(Map<Long, Came> came, State last) {
        var steps = new ArrayList<String>();
        @Nullable State state = last;
        while (state != null) {
            var how = Objects.requireNonNull(came.get(state.fingerprint(namings)));
            steps.add("%n%s%n%s".formatted(how.by(), state));
            state = how.from();
        }
        return String.join("", steps.reversed());
    }
}
