package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.DataGroup;
import java.util.function.Supplier;

/** Where orders and requests of a home go. Waits for nothing. */
interface Surroundings {

    void order(String node, String group, ToNode order);

    /**
     * What has come of a node's wish.
     *
     * @param offer is asked when it goes
     */
    void offer(String node, String group, Supplier<Talk.Offer> offer);

    /** The log says that the store behind a cache has some of its entries. */
    void cleaned(DataGroup group, CacheEvent.Cleaned event);

    /** Has the log told that a lease has ended. */
    void expire(DataGroup group, CacheCommand.ExpireNode command);
}
