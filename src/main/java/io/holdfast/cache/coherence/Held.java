package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.line.NodeController;

/**
 * What is kept of an entry.
 *
 * @param askedMillis when it was asked for, by this node's clock
 */
record Held(Sight sight, long askedMillis) {

    /** About what it takes of the memory, with its key and its place in the table. */
    private static final int OVERHEAD_BYTES = 256;

    /** For how long what is seen stays what it is, as a node may count it; not positive if it is not to be kept. */
    static long lives(Sight sight) {
        if (sight.kind() == Kind.NO_CACHE || sight.kind() == Kind.KEPT) {
            return 0;
        }
        boolean ages = sight.kind() == Kind.PRESENT || sight.kind() == Kind.ABSENT;
        return ages
                ? CoherenceProperties.shortened(Math.min(sight.freshMillis(), sight.shownMillis()))
                : Long.MAX_VALUE;
    }

    /** As a home has shown it. */
    NodeController.Answer<Held> under(Talk.Shown shown) {
        return new NodeController.Answer<>(shown.grant(), this, sight.dirty(), shown.livesMillis());
    }

    int weight() {
        var content = sight.content();
        int tags = 0;
        for (var tag : sight.tags()) {
            tags += 48 + tag.length();
        }
        return OVERHEAD_BYTES
                + tags
                + (content == null ? 0 : content.size() + content.type().length());
    }
}
