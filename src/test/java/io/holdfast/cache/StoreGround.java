package io.holdfast.cache;

import java.util.EnumSet;
import java.util.Set;

/** What a run of the simulation stands on: all rules but some, and what it may count on besides. */
record StoreGround(Set<StoreRule> without, Set<Assumption> assuming) {

    /** All rules, and nothing besides. */
    static final StoreGround WHOLE = new StoreGround(Set.of(), Set.of());

    /** What nobody can promise; a run may rest on it instead of on a rule. */
    enum Assumption {
        /** The store remembers what was deleted for longer than any attempt to write is on its way. */
        TOMBSTONES_OUTLIVE_ATTEMPTS,
        /** What a leader has given up waiting for does not come to pass after the next that it sends. */
        LEADERS_SEND_IN_ORDER
    }

    static StoreGround without(StoreRule first, StoreRule... more) {
        return new StoreGround(EnumSet.of(first, more), Set.of());
    }

    StoreGround assuming(Assumption assumption) {
        return new StoreGround(without, EnumSet.of(assumption));
    }

    boolean keep(StoreRule rule) {
        return !without.contains(rule);
    }

    boolean isAssumed(Assumption assumption) {
        return assuming.contains(assumption);
    }
}
