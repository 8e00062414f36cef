package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The home of a data group's entries, wherever that is; blocks. */
interface Home {

    /**
     * What came of a change.
     *
     * @param shown what there is since, to be kept; null if it must not be
     */
    record Changed(Delivery delivery, Talk.@Nullable Shown shown) {}

    /** Asks for an entry. */
    Talk.Shown ask(CacheKey key, long incarnation, long deadlineNanos);

    /**
     * Has an entry changed for this node, which would keep what there is then.
     *
     * @param dropped the copy that it has dropped for it
     */
    Changed change(Request request, long incarnation, List<Writing.Dropped> dropped);
}
