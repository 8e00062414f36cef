package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import org.jspecify.annotations.Nullable;

/** What a home wants done. */
public interface HomeEffects {

    void send(String node, ToNode message);

    /** Every copy that the change outdates is gone. Called once for each change, unless it is withdrawn before. */
    void mayPropose(long ticket);

    /**
     * A change has been applied for which a node's wish waited, or nothing will come of the wish. What the node is
     * shown has to be looked up after this.
     *
     * @param grant null if nothing comes of it
     */
    void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant);

    /** The node's lease has ended; the log has to say so, unless there was another renewal. */
    void expire(String node, long incarnation, long renewal);
}
