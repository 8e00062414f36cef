package io.holdfast.queue.redis;

import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The catalogue of queues in the mirror. */
final class MirroredQueues {

    private static final Logger LOG = LoggerFactory.getLogger(MirroredQueues.class);

    /**
     * What is kept of a queue.
     *
     * @param birth tells a queue from one of the same name that was deleted before
     */
    record Kept(long birth, QueueSettings settings) {}

    private final MirrorStore store;
    private final JsonMapper mapper;

    MirroredQueues(MirrorStore store, JsonMapper mapper) {
        this.store = store;
        this.mapper = mapper;
    }

    /** Names, and what is kept of them as it stands there. */
    Map<String, String> read() {
        return store.queues();
    }

    /** All queues in the mirror. */
    Map<QueueName, QueueSettings> settings() {
        var all = new TreeMap<QueueName, QueueSettings>();
        read().forEach((name, kept) -> all.put(new QueueName(name), parse(kept).settings()));
        return all;
    }

    private Kept parse(String kept) {
        return mapper.readValue(kept, Kept.class);
    }

    /** Brings the mirror from what was read there to what the catalogue said later. */
    void write(Map<String, String> mirrored, List<CatalogueView> catalogue) {
        var gone = new TreeMap<>(mirrored);
        for (var queue : catalogue) {
            var name = queue.queue().value();
            var kept = mapper.writeValueAsString(new Kept(queue.birth(), queue.settings()));
            if (!kept.equals(gone.remove(name))) {
                store.putQueue(name, kept);
            }
        }
        gone.forEach(this::forget);
    }

    private void forget(String queue, String seen) {
        if (!store.forgetQueue(queue, seen)) {
            return;
        }
        try {
            for (int number = 0; number < parse(seen).settings().shards(); number++) {
                store.forget(new Shard(new QueueName(queue), number));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn("mirror: what stood there for a queue cannot be read queue={}", queue, e);
        }
    }
}
