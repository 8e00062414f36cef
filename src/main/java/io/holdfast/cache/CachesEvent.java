package io.holdfast.cache;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;

/** What happens to the catalogue. */
public sealed interface CachesEvent extends Event {

    CacheName cache();

    @Override
    default Topic topic() {
        return new CachesTopic();
    }

    /** @param created whether it was not there before */
    record Defined(CacheName cache, long version, boolean created) implements CachesEvent {}

    record Deleted(CacheName cache, long birth) implements CachesEvent {}
}
