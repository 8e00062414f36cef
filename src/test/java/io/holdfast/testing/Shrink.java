package io.holdfast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how few commands still fail, by leaving some out. It deletes and never invents, so commands have to make
 * sense in any state: they name roles (the first holder, a stale token) rather than what an earlier command returned.
 */
public final class Shrink {

    private Shrink() {}

    /** Runs the commands; if that fails, throws an error that tells the seed and the fewest commands that fail too. */
    public static <T> void run(long seed, List<T> commands, Consumer<List<T>> story) {
        if (failureOf(story, commands) == null) {
            return;
        }
        var fewest = fewest(commands, fewer -> failureOf(story, fewer) != null);
        var failure = failureOf(story, fewest);
        var message = new StringBuilder("-Dseed=" + seed + " fails")
                .append(failure == null ? " once and not again" : ": " + failure.getMessage())
                .append("\n" + fewest.size() + " of " + commands.size() + " commands suffice:");
        fewest.forEach(command -> message.append("\n    ").append(command));
        throw new AssertionError(message.toString(), failure);
    }

    /** A list that fails like the whole one, and no longer does if any one command is taken out of it. */
    public static <T> List<T> fewest(List<T> commands, Predicate<List<T>> fails) {
        var kept = commands;
        int chunk = Math.max(1, kept.size() / 2);
        while (true) {
            var fewer = withoutChunks(kept, chunk, fails);
            if (fewer.size() == kept.size() && chunk == 1) {
                return kept;
            }
            kept = fewer;
            chunk = Math.max(1, chunk / 2);
        }
    }

    private static <T> List<T> withoutChunks(List<T> commands, int chunk, Predicate<List<T>> fails) {
        var kept = commands;
        for (int end = kept.size(); end > 0; end -= chunk) {
            int start = Math.max(0, end - chunk);
            var fewer = new ArrayList<>(kept.subList(0, start));
            fewer.addAll(kept.subList(end, kept.size()));
            if (fails.test(fewer)) {
                kept = fewer;
            }
        }
        return kept;
    }

    /** What went wrong: a claim that did not hold, or a machine that gave up. Null if nothing did. */
    private static <T> @Nullable Throwable failureOf(Consumer<List<T>> story, List<T> commands) {
        try {
            story.accept(commands);
            return null;
        } catch (RuntimeException | AssertionError failure) {
            return failure;
        }
    }
}
