package io.holdfast.cache;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;
import java.util.List;

/** What happens to the entries of a cache. */
public sealed interface CacheEvent extends Event {

    CacheName cache();

    @Override
    default Topic topic() {
        return new CacheTopic(cache());
    }

    record PartMade(CacheName cache, long birth) implements CacheEvent {}

    record PartDropped(CacheName cache, long birth) implements CacheEvent {}

    /** @param size of the value; negative where there is none */
    record Written(CacheKey key, long version, int size) implements CacheEvent {

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public Topic topic() {
            return new EntryTopic(key);
        }
    }

    record Deleted(CacheKey key, long version) implements CacheEvent {

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public Topic topic() {
            return new EntryTopic(key);
        }
    }

    /** @param version everything with such a tag that was written before has an end */
    record Purged(CacheName cache, List<String> tags, boolean soft, long version) implements CacheEvent {

        public Purged {
            tags = List.copyOf(tags);
        }
    }

    record Cleared(CacheName cache, long version) implements CacheEvent {}

    /** Entries whose time is over are gone. */
    record Expired(CacheName cache, int entries) implements CacheEvent {}

    record Evicted(CacheName cache, int entries) implements CacheEvent {}

    /** The store behind the cache has what these entries had at these versions. */
    record Cleaned(CacheName cache, List<CacheCommand.Victim> entries) implements CacheEvent {

        public Cleaned {
            entries = List.copyOf(entries);
        }
    }

    /** The store behind the cache has lost something. What the cache still has is written to it anew. */
    record StoreLost(CacheName cache, long epoch) implements CacheEvent {}
}
