package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CachePrimitive;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.Content;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cluster.Courier;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Gates;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.raft.LocalPorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/** Three nodes in this JVM that keep copies of one cache's entries. */
final class CoherentCluster implements AutoCloseable {

    static final CacheName CACHE = new CacheName("things");
    static final Duration LEASE = Duration.ofSeconds(1);

    private final Map<String, CoherentGroups> groups = new ConcurrentHashMap<>();
    private final Map<String, CoherentLines> lines = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final DataSize nearBytes;
    final LocalPorts ports;

    CoherentCluster(Path root, DataSize nearBytes) throws IOException {
        this.nearBytes = nearBytes;
        this.ports = new LocalPorts(root, 3, List.of(CachePrimitive.CACHE), this::moveIn).startAll();
        ports.leader();
        change("n1", new CacheCommand.Configure(CACHE, 1, 1, CacheSettings.DEFAULT, 1 << 20));
    }

    private void moveIn(String node, DataGroups data, Courier courier, Gates gates) {
        var properties = new CoherenceProperties(nearBytes, LEASE, Duration.ofSeconds(3), 1_000, 1_000, LEASE);
        var clock = VigilantClock.ofThisMachine();
        var registry = new SimpleMeterRegistry();
        var part = new CoherentGroups(new CoherentGroups.Setup(
                new Homes(data),
                courier,
                gates,
                properties,
                clock,
                new HomeMeters(registry),
                new WishMeters(registry)));
        groups.put(node, part);
        lines.put(node, new CoherentLines(part, clock));
        part.start();
    }

    static CacheKey key(String key) {
        return new CacheKey(CACHE, key);
    }

    Found read(String node, String key) {
        return lines.get(node).read(key(key), Freshness.LINEARIZABLE);
    }

    Found read(String node, String key, Freshness freshness) {
        return lines.get(node).read(key(key), freshness);
    }

    Found read(String node, CacheKey key) {
        return lines.get(node).read(key, Freshness.LINEARIZABLE);
    }

    /** What the node hears from others of the entry. */
    LineViews.Views look(String node, String key) {
        return new Looking(groups.get(node)).of(key(key), List.of("n1", "n2", "n3"));
    }

    /** What the node has done as a home of the cache's entries. */
    LineViews.CallBacks callBacks(String node) {
        return new Looking(groups.get(node)).callBacks(CACHE);
    }

    /** What has come of the node's wishes. */
    LineViews.Wishes wishes(String node) {
        return new Looking(groups.get(node)).wishes(CACHE);
    }

    static String text(Found found) {
        var content = found.content();
        return content == null ? "" : new String(content.value().bytes(), StandardCharsets.UTF_8);
    }

    Result change(String node, CacheCommand command) {
        long number = requests.incrementAndGet();
        var request = new Request(new RequestKey("tests", "request-" + number), number, null, command);
        return lines.get(node).change(0, request).result();
    }

    CacheResult.Written write(String node, String key, String text, String... tags) {
        return (CacheResult.Written) change(node, write(key, text, Windows.FOR_EVER, List.of(tags)));
    }

    static CacheCommand.Write write(String key, String text, Windows windows, List<String> tags) {
        var content = new Content("text/plain", false, new Payload(text.getBytes(StandardCharsets.UTF_8)));
        return new CacheCommand.Write(
                key(key), new CacheCommand.Draft(content, windows, tags), CacheCommand.ANY_VERSION, null);
    }

    CoherentGroups.Part part(String node) {
        return groups.get(node).parts().getFirst();
    }

    /** Reads until the node has a copy of its own, and returns what that is. */
    Found cached(String node, String key) {
        LocalPorts.await(() -> read(node, key).source() == Found.Source.LOCAL, node + " keeps no copy of " + key);
        return read(node, key);
    }

    /** As a node does that is about to stop. */
    void giveUpLeases(String node) {
        groups.get(node).giveUpLeases(Duration.ofSeconds(30));
    }

    /** The part of the cluster is as if it had been started anew. */
    void stop(String node) {
        ports.stop(node);
        groups.remove(node).close();
        lines.remove(node);
    }

    @Override
    public void close() {
        ports.close();
        groups.values().forEach(CoherentGroups::close);
    }
}
