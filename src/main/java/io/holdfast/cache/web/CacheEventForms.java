package io.holdfast.cache.web;

import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.CachesEvent;
import io.holdfast.cache.NodeEvent;
import io.holdfast.core.Event;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How events of caches are told: of the catalogue in the feed of the coordination group, of entries in that of the data group
 * in which they live. Renewals of leases are nobody's business.
 */
final class CacheEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return switch (event) {
            case CachesEvent caches -> tell(caches);
            case CacheEvent cache -> tell(cache);
            case NodeEvent node -> tell(node);
            default -> null;
        };
    }

    @Override
    public List<String> types() {
        return List.of(
                "cache.created",
                "cache.changed",
                "cache.deleted",
                "cache.part-made",
                "cache.part-dropped",
                "cache.written",
                "cache.removed",
                "cache.purged",
                "cache.cleared",
                "cache.expired",
                "cache.evicted",
                "cache.store-lost",
                "cache-node.opened",
                "cache-node.expired");
    }

    private static EventForm tell(CachesEvent event) {
        return switch (event) {
            case CachesEvent.Defined(var cache, long version, boolean created) ->
                EventForm.of(created ? "cache.created" : "cache.changed", cache.value())
                        .with("version", Long.toString(version));
            case CachesEvent.Deleted(var cache, long birth) ->
                EventForm.of("cache.deleted", cache.value()).with("birth", Long.toString(birth));
        };
    }

    private static @Nullable EventForm tell(CacheEvent event) {
        var name = event.cache().value();
        return switch (event) {
            case CacheEvent.PartMade made ->
                EventForm.of("cache.part-made", name).with("birth", Long.toString(made.birth()));
            case CacheEvent.PartDropped dropped ->
                EventForm.of("cache.part-dropped", name).with("birth", Long.toString(dropped.birth()));
            case CacheEvent.Written(var key, long version, int size) ->
                EventForm.of("cache.written", name)
                        .with("key", key.key())
                        .with("version", Long.toString(version))
                        .with("bytes", size < 0 ? null : size);
            case CacheEvent.Deleted(var key, long version) ->
                EventForm.of("cache.removed", name).with("key", key.key()).with("version", Long.toString(version));
            case CacheEvent.Purged purged ->
                EventForm.of("cache.purged", name)
                        .with("tags", purged.tags())
                        .with("mode", purged.soft() ? "soft" : "hard")
                        .with("version", Long.toString(purged.version()));
            case CacheEvent.Cleared cleared ->
                EventForm.of("cache.cleared", name).with("version", Long.toString(cleared.version()));
            case CacheEvent.Expired expired ->
                EventForm.of("cache.expired", name).with("entries", expired.entries());
            case CacheEvent.Evicted evicted ->
                EventForm.of("cache.evicted", name).with("entries", evicted.entries());
            case CacheEvent.StoreLost lost ->
                EventForm.of("cache.store-lost", name).with("epoch", Long.toString(lost.epoch()));
            // It happens all the time, and nobody sees a difference.
            case CacheEvent.Cleaned _ -> null;
        };
    }

    private static @Nullable EventForm tell(NodeEvent event) {
        return switch (event) {
            case NodeEvent.Opened opened ->
                EventForm.of("cache-node.opened", opened.node())
                        .with("incarnation", Long.toString(opened.incarnation()));
            case NodeEvent.Renewed _ -> null;
            case NodeEvent.Expired expired ->
                EventForm.of("cache-node.expired", expired.node())
                        .with("incarnation", Long.toString(expired.incarnation()));
        };
    }
}
