package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.line.LineState;
import io.holdfast.core.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks nodes what they have of an entry. Each says so at a moment of its own. */
final class Looking implements LineViews {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final CoherentGroups groups;

    Looking(CoherentGroups groups) {
        this.groups = groups;
    }

    @Override
    public Views of(CacheKey key, List<String> nodes) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var asked = nodes.stream().map(node -> groups.look(node, key, PATIENCE)).toList();
        AtHome home = null;
        var views = new ArrayList<AtNode>();
        for (int i = 0; i < nodes.size(); i++) {
            var seen = await(asked.get(i), end);
            views.add(
                    seen == null
                            ? new AtNode(nodes.get(i), false, "", 0, false, 0)
                            : new AtNode(
                                    nodes.get(i),
                                    true,
                                    seen.state(),
                                    seen.version(),
                                    seen.readable(),
                                    seen.leaseMillis()));
            var said = seen == null ? null : seen.home();
            // Who was deposed and does not know is outvoted by who came after.
            if (said != null && (home == null || said.term() > home.term())) {
                home = said;
            }
        }
        return new Views(home, views);
    }

    @Override
    public Map<String, Long> lines(CacheName cache) {
        var lines = new TreeMap<String, Long>();
        for (var state : new LineState[] {LineState.SHARED, LineState.EXCLUSIVE, LineState.MODIFIED}) {
            lines.put(state.name().toLowerCase(Locale.ROOT), 0L);
        }
        for (var part : groups.parts()) {
            part.node()
                    .lines(cache)
                    .forEach((state, count) -> lines.merge(state.name().toLowerCase(Locale.ROOT), count, Long::sum));
        }
        return lines;
    }

    @Override
    public CallBacks callBacks(CacheName cache) {
        return groups.callBacks(cache);
    }

    @Override
    public Wishes wishes(CacheName cache) {
        return groups.wishes(cache);
    }

    private Talk.@Nullable Seen await(CompletableFuture<Payload> answer, long end) {
        try {
            var told = answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return groups.script().read(told) instanceof Talk.Seen seen ? seen : null;
        } catch (ExecutionException | TimeoutException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
