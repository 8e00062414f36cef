package io.holdfast.cache.web;

import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CachePrimitive;
import io.holdfast.cache.CachesMachine;
import io.holdfast.cache.CachesPrimitive;
import io.holdfast.cache.edge.BackingStore;
import io.holdfast.cache.edge.FillDesk;
import io.holdfast.cache.edge.GroupLines;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.edge.LookupDesk;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroups;
import io.holdfast.web.Anywhere;
import io.holdfast.web.Api;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Rounds;
import io.holdfast.web.StateMeters;
import io.holdfast.web.Together;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CacheProperties.class)
class CacheWebConfiguration {

    /** Room for JSON around the values, and for base64. */
    private static final int BATCH_BYTES_MAX = 3 << 20;

    @Bean
    CachesPrimitive cachesPrimitive() {
        return CachesPrimitive.CACHES;
    }

    @Bean
    CachePrimitive cachePrimitive() {
        return CachePrimitive.CACHE;
    }

    /** What is below a cache is answered by any node. */
    @Bean
    Anywhere belowCaches() {
        return new Anywhere(
                Api.V1 + "/caches",
                Map.of("entries/", CacheLimits.VALUE_BYTES_MAX, "entries/batch-put", BATCH_BYTES_MAX));
    }

    @Bean
    Homes cacheHomes(DataGroups groups) {
        return new Homes(groups);
    }

    @Bean
    Lines cacheLines(Homes homes) {
        return new GroupLines(homes);
    }

    @Bean
    FillDesk fillDesk() {
        return new FillDesk();
    }

    @Bean
    LookupDesk lookupDesk() {
        return new LookupDesk();
    }

    @Bean
    Caches caches(
            Consensus consensus, Homes homes, Lines lines, Together together, ObjectProvider<BackingStore> store) {
        return new Caches(consensus, homes, lines, together, store.getIfAvailable(() -> BackingStore.NONE));
    }

    @Bean
    Gets cacheGets(MeterRegistry meters) {
        return new Gets(meters);
    }

    @Bean
    Evicting evicting(Caches caches) {
        return new Evicting(caches);
    }

    @Bean
    EntryChanges entryChanges(Caches caches, Lines lines, Evicting evicting) {
        return new EntryChanges(caches, lines, evicting);
    }

    @Bean
    Reading cacheReading(Consensus consensus, Caches caches, Lines lines, CacheProperties properties) {
        return new Reading(consensus.node(), caches, lines, properties);
    }

    @Bean
    Patching patching(Lines lines, JsonMapper mapper) {
        return new Patching(lines, exact(mapper));
    }

    @Bean
    Batches cacheBatches(Caches caches, Lines lines, Evicting evicting, JsonMapper mapper) {
        return new Batches(caches, lines, evicting, new Values(exact(mapper)));
    }

    /** What somebody else wrote keeps its digits. */
    private static JsonMapper exact(JsonMapper mapper) {
        return mapper.rebuild()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    @Bean
    CacheStats cacheStats(Caches caches, Gets gets, LineLook look) {
        return new CacheStats(caches, gets, look);
    }

    @Bean
    LineLook lineLook(Consensus consensus, ObjectProvider<LineViews> views) {
        return new LineLook(consensus, views.getIfAvailable(() -> LineViews.NONE));
    }

    @Bean
    EventForms cacheEventForms() {
        return new CacheEventForms();
    }

    @Bean
    ApiNotes cacheNotes() {
        return CacheNotes.notes();
    }

    @Bean
    ApiNotes entryNotes() {
        return EntryNotes.notes();
    }

    @Bean
    Rounds cacheJanitor(Consensus consensus, Caches caches) {
        return new Rounds("cache-janitor", CacheJanitor.PAUSE, new CacheJanitor(consensus, caches)::look);
    }

    @Bean
    Rounds cacheMeters(Consensus consensus, Caches caches, MeterRegistry meters) {
        return new Rounds("cache-meters", CacheMeters.PAUSE, new CacheMeters(consensus, caches, meters)::measure);
    }

    @Bean
    MeterBinder cachesMeters(Consensus consensus, Reading reading, FillDesk desk) {
        return meters -> {
            new StateMeters(meters, consensus)
                    .gauge("holdfast.caches", "Caches", CachesPrimitive.CACHES, CachesMachine::cacheCount);
            meters.gauge("holdfast.cache.waiters", reading, Reading::waiting);
            leases(meters, desk, "granted", FillDesk.Count::granted);
            leases(meters, desk, "pending", FillDesk.Count::pending);
            leases(meters, desk, "void", FillDesk.Count::refused);
        };
    }

    private static void leases(
            MeterRegistry meters, FillDesk desk, String kind, ToDoubleFunction<FillDesk.Count> count) {
        FunctionCounter.builder("holdfast.cache.fill.leases", desk, all -> count.applyAsDouble(all.count()))
                .description("What became of requests for leases to fill, at this node as leader")
                .tag("result", kind)
                .register(meters);
    }
}
