package io.holdfast.cache.edge;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The port to what each node has of an entry, as the node itself and the entry's home see it. */
public interface LineViews {

    /**
     * What a node says that it has.
     *
     * @param answered false if the node has not answered in time; the rest is nothing then
     * @param state M, E, S or I, or what is under way: IS_D, IS_DI, IM_P, IM_PI
     * @param version of its copy; 0 if it has none
     * @param readable whether the copy may be read now
     * @param leaseMillis for how long the node's lease still runs, as it counts; not positive if it does not
     */
    record AtNode(String node, boolean answered, String state, long version, boolean readable, long leaseMillis) {}

    /**
     * What the home knows.
     *
     * @param holders nodes that may have a copy
     * @param owner the node that is alone with its copy; null if there is none
     * @param awaited nodes that were told to drop their copy and have not answered
     * @param changes how many changes of the entry are under way
     * @param sweeping whether its cache is being purged
     */
    record AtHome(
            String node,
            long term,
            List<String> holders,
            @Nullable String owner,
            List<String> awaited,
            int changes,
            boolean sweeping) {

        public AtHome {
            holders = List.copyOf(holders);
            awaited = List.copyOf(awaited);
        }
    }

    /** @param home null if none of the nodes says that it is */
    record Views(@Nullable AtHome home, List<AtNode> nodes) {

        public Views {
            nodes = List.copyOf(nodes);
        }
    }

    /** Asks these nodes, all at once, and waits a little for their answers. */
    Views of(CacheKey key, List<String> nodes);

    /** How many copies of the cache's entries this node has, by state. */
    Map<String, Long> lines(CacheName cache);

    /** What this node, as the home of some of the cache's entries, has done about copies of them since it started. */
    CallBacks callBacks(CacheName cache);

    /**
     * Copies that were called back.
     *
     * @param sent orders to drop copies, repetitions included
     * @param meanMillis until a node said that it had followed those that it was given at once
     * @param leaseWaits how often changes had to wait for the end of a node's lease
     */
    record CallBacks(long sent, long acknowledged, double meanMillis, long leaseWaits) {

        public static final CallBacks NONE = new CallBacks(0, 0, 0, 0);
    }

    /** What has come of this node's wishes to have copies of the cache's entries back, since it started. */
    Wishes wishes(CacheName cache);

    /**
     * Copies that had been read here when they were called back, so that the node wanted them back.
     *
     * @param kept the node was given another, and has kept it
     * @param vain nothing came of it
     */
    record Wishes(long kept, long vain) {

        public static final Wishes NONE = new Wishes(0, 0);
    }

    /** Where no node keeps copies. */
    LineViews NONE = new LineViews() {

        @Override
        public Views of(CacheKey key, List<String> nodes) {
            return new Views(null, List.of());
        }

        @Override
        public Map<String, Long> lines(CacheName cache) {
            return Map.of();
        }

        @Override
        public CallBacks callBacks(CacheName cache) {
            return CallBacks.NONE;
        }

        @Override
        public Wishes wishes(CacheName cache) {
            return Wishes.NONE;
        }
    };
}
