package io.holdfast.cache;

import io.holdfast.core.Command;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of the part of caches that lives in one data group. */
public sealed interface CacheCommand extends Command {

    /** As a condition on a version: whatever there is. */
    long ANY_VERSION = -1;
    /** As a condition on a version: only where there is something. */
    long SOME_VERSION = -2;
    /** As a condition on a version: only where there is nothing. */
    long NO_VERSION = 0;

    /** The cache it is about; null where it is about a node. */
    default @Nullable CacheName cache() {
        return null;
    }

    /** Shows each key that it may change, besides those meant by {@link #touchesWholeCache} and {@link #tags}. */
    default void keys(Consumer<CacheKey> each) {}

    /** Whether it may change every entry of the cache. */
    default boolean touchesWholeCache() {
        return false;
    }

    /** The tags whose entries it may change. */
    default List<String> tags() {
        return List.of();
    }

    /**
     * Let there be a part of this cache here. One that was born earlier has to be dropped first; settings of a greater
     * version replace those of a lesser.
     *
     * @param birth of the cache: the first version it had in the catalogue
     * @param version of the settings
     * @param bytesMax how much of the cache's room this part has
     */
    record Configure(CacheName cache, long birth, long version, CacheSettings settings, long bytesMax)
            implements CacheCommand {

        public Configure {
            CacheLimits.check("bytesMax", bytesMax, 1, CacheLimits.BYTES_MAX);
        }
    }

    /** Forget the cache, if it was not born later than this. */
    record Drop(CacheName cache, long birth) implements CacheCommand {

        @Override
        public boolean touchesWholeCache() {
            return true;
        }
    }

    /** What is to be written. @param content null says that there is none: a negative entry */
    record Draft(@Nullable Content content, Windows windows, List<String> tags) {

        public Draft {
            tags = checkedTags(tags);
        }
    }

    /**
     * Write an entry.
     *
     * @param ifVersion only where the entry has this version now, or one of the conditions above
     * @param fill only if nothing has happened to the key since this lease was given; null is no such condition
     */
    record Write(
            CacheKey key,
            Draft draft,
            long ifVersion,
            @Nullable FillLease fill) implements CacheCommand {

        public Write {
            checkCondition(ifVersion);
        }

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            each.accept(key);
        }
    }

    /**
     * Let the caller fill the entry, if nobody else is to. It is soft state of the group's leader, which answers this by
     * itself: it never stands in the log.
     *
     * @param holder the principal whose lease it will be; empty while nobody has to say who it is
     * @param seen the version that the caller has seen; 0 is none. Where there is another by now, he looks again
     * @param millis for how long nobody else is let
     */
    record GrantFill(CacheKey key, String holder, long seen, long millis) implements CacheCommand {

        public GrantFill {
            CacheLimits.check("the time of a lease to fill", millis, 1, CacheLimits.FILL_MILLIS_MAX);
        }

        @Override
        public CacheName cache() {
            return key.cache();
        }
    }

    /** Let there be no such entry. Leases to fill it are void then, even if there was none. */
    record Delete(CacheKey key, long ifVersion) implements CacheCommand {

        public Delete {
            checkCondition(ifVersion);
        }

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            each.accept(key);
        }
    }

    /**
     * Add to a number that stands as decimal text in the entry. Where there is nothing, it is zero so far. The entry keeps
     * its windows and tags.
     *
     * @param windows of an entry that is made so
     */
    record Increment(CacheKey key, long by, Windows windows, long ifVersion) implements CacheCommand {

        public Increment {
            checkCondition(ifVersion);
        }

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            each.accept(key);
        }
    }

    /** One of several that are written together. */
    record Item(String key, Draft draft, long ifVersion) {

        public Item {
            checkCondition(ifVersion);
        }

        long size() {
            return key.length()
                    + (draft.content() == null ? 0L : draft.content().size());
        }
    }

    /** One of several that are deleted together. */
    record Removal(String key, long ifVersion) {

        public Removal {
            checkCondition(ifVersion);
        }
    }

    /**
     * Write several entries in one step.
     *
     * @param atomic whether none is written if the condition of one does not hold
     */
    record WriteAll(CacheName cache, List<Item> items, boolean atomic) implements CacheCommand {

        public WriteAll {
            items = List.copyOf(items);
            CacheLimits.check("the size of a batch", items.size(), 1, CacheLimits.BATCH_MAX);
            checkKeys(cache, items.stream().map(Item::key).toList());
            long bytes = items.stream().mapToLong(Item::size).sum();
            CacheLimits.check("bytes of a batch", bytes, 0, CacheLimits.BATCH_BYTES_MAX);
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            items.forEach(item -> each.accept(new CacheKey(cache, item.key())));
        }
    }

    /** Delete several entries in one step; as {@link WriteAll}. */
    record DeleteAll(CacheName cache, List<Removal> items, boolean atomic) implements CacheCommand {

        public DeleteAll {
            items = List.copyOf(items);
            CacheLimits.check("the size of a batch", items.size(), 1, CacheLimits.BATCH_MAX);
            checkKeys(cache, items.stream().map(Removal::key).toList());
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            items.forEach(item -> each.accept(new CacheKey(cache, item.key())));
        }
    }

    /**
     * End all entries with one of these tags that were written before.
     *
     * @param soft whether they are only no longer fresh: their windows of staleness begin now
     */
    record Purge(CacheName cache, List<String> tags, boolean soft) implements CacheCommand {

        public Purge {
            tags = checkedTags(tags);
            CacheLimits.check("the number of tags", tags.size(), 1, CacheLimits.TAGS_MAX);
        }
    }

    /** End all entries that were written before. */
    record Clear(CacheName cache) implements CacheCommand {

        @Override
        public boolean touchesWholeCache() {
            return true;
        }
    }

    /** An entry as it was when somebody chose it. */
    record Victim(String key, long version) {}

    /** Make room: forget these entries where they still have these versions. */
    record Evict(CacheName cache, List<Victim> victims) implements CacheCommand {

        public Evict {
            victims = List.copyOf(victims);
            CacheLimits.check("the number of victims", victims.size(), 1, CacheLimits.EVICTION_MAX);
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            victims.forEach(victim -> each.accept(new CacheKey(cache, victim.key())));
        }
    }

    /**
     * The store behind the cache has these entries at these versions, or their ends. Nothing else is said to be clean.
     *
     * @param life in which they were written to it; nothing is clean that was written in another
     * @param mark what the store said when it had them
     */
    record Clean(CacheName cache, long life, long mark, List<Victim> rows) implements CacheCommand {

        public Clean {
            rows = List.copyOf(rows);
            CacheLimits.check("life", life, 1, Long.MAX_VALUE);
            CacheLimits.check("the number of rows", rows.size(), 1, CacheLimits.BATCH_MAX);
        }
    }

    /**
     * The store behind the cache was found to be another than it was known to be, or to be started anew, or to lack
     * something. Where it has less than it should, it is given everything anew, and what only it had counts no more.
     *
     * @param life that was known when it was found
     * @param run which start of the store it is
     * @param found how far it says that it was written
     */
    record MeetStore(CacheName cache, long birth, long life, String run, long found) implements CacheCommand {

        public MeetStore {
            CacheLimits.check("the length of a run", run.length(), 1, StoreMark.RUN_LENGTH_MAX);
        }
    }

    /**
     * Let the caller look an entry up in the store behind the cache, if nobody else does and it may be there. As
     * {@link GrantFill} it never stands in the log.
     *
     * @param changed what the caller has seen to be the last that happened to the key; who knows less had better not answer
     * @param millis for how long nobody else is let
     */
    record GrantLookup(CacheKey key, long changed, long millis) implements CacheCommand {

        public GrantLookup {
            CacheLimits.check("the time of a look-up", millis, 1, CacheLimits.FILL_MILLIS_MAX);
        }

        @Override
        public CacheName cache() {
            return key.cache();
        }
    }

    /**
     * The look-up has come to an end without anything to take up. As {@link GrantLookup} it never stands in the log.
     *
     * @param found false if the store does not have the entry; else nothing is known
     */
    record EndLookup(CacheKey key, FillLease lookup, boolean found) implements CacheCommand {

        @Override
        public CacheName cache() {
            return key.cache();
        }
    }

    /** The store behind does not have the entry either, if nothing has happened to the key since it was looked up. */
    record NoteMissing(CacheKey key, FillLease lookup) implements CacheCommand {

        @Override
        public CacheName cache() {
            return key.cache();
        }
    }

    /**
     * Take an entry up again that only the store behind the cache had, if nothing has happened to it since it was looked up.
     *
     * @param epoch in which it was written to the store
     * @param version under which it stands there
     * @param freshMillis for how long it is still fresh; negative where it is stale, {@link CacheAnswer#FOR_EVER}
     */
    record Reload(CacheKey key, long epoch, long version, Draft draft, long freshMillis, FillLease lookup)
            implements CacheCommand {

        @Override
        public CacheName cache() {
            return key.cache();
        }

        @Override
        public void keys(Consumer<CacheKey> each) {
            each.accept(key);
        }
    }

    /**
     * Let this node keep lines.
     *
     * @param incarnation greater than any that the node had before; it holds nothing from an earlier one
     */
    record OpenNode(String node, long incarnation) implements CacheCommand {

        public OpenNode {
            checkNode(node);
        }
    }

    /** Let the node keep its lines for another while, unless its lease was ended. */
    record RenewNode(String node, long incarnation, long renewal) implements CacheCommand {

        public RenewNode {
            checkNode(node);
        }
    }

    /** End the node's lease, unless it was renewed since. */
    record ExpireNode(String node, long incarnation, long renewal) implements CacheCommand {

        public ExpireNode {
            checkNode(node);
        }
    }

    private static void checkCondition(long ifVersion) {
        CacheLimits.check("ifVersion", ifVersion, SOME_VERSION, Long.MAX_VALUE);
    }

    private static void checkKeys(CacheName cache, List<String> keys) {
        var seen = new TreeSet<String>();
        for (var key : keys) {
            if (!seen.add(new CacheKey(cache, key).key())) {
                throw new IllegalArgumentException("a key stands once in a batch, and " + key + " twice");
            }
        }
    }

    private static void checkNode(String node) {
        CacheLimits.check("the length of a node's name", node.length(), 1, CacheLimits.NODE_LENGTH_MAX);
    }

    private static List<String> checkedTags(List<String> tags) {
        CacheLimits.check("the number of tags", tags.size(), 0, CacheLimits.TAGS_MAX);
        for (var tag : tags) {
            CacheLimits.check("the length of a tag", tag.length(), 1, CacheLimits.TAG_LENGTH_MAX);
        }
        return List.copyOf(tags);
    }
}
