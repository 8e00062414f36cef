package io.holdfast.cache;

/**
 * A cache as it stands in the catalogue.
 *
 * @param birth the version at which it was created: a cache that was deleted and created again has another
 * @param version at which its settings last changed
 */
public record CacheDefinition(CacheName cache, CacheSettings settings, long birth, long version) {}
