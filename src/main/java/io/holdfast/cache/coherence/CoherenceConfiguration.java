package io.holdfast.cache.coherence;

import io.holdfast.cache.edge.BackingStore;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.edge.ReadThrough;
import io.holdfast.cache.line.LineState;
import io.holdfast.cluster.Courier;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Gates;
import io.holdfast.cluster.Leaving;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Wires what keeps copies. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CoherenceProperties.class)
class CoherenceConfiguration {

    @Bean
    VigilantClock vigilantClock() {
        return VigilantClock.ofThisMachine();
    }

    @Bean
    CoherentGroups coherentGroups(
            DataGroups groups,
            Courier courier,
            Gates gates,
            CoherenceProperties properties,
            VigilantClock clock,
            MeterRegistry registry) {
        var made = new CoherentGroups(new CoherentGroups.Setup(
                new Homes(groups),
                courier,
                gates,
                properties,
                clock,
                new HomeMeters(registry),
                new WishMeters(registry)));
        for (var state : new LineState[] {LineState.SHARED, LineState.EXCLUSIVE, LineState.MODIFIED}) {
            Gauge.builder(
                            "holdfast.cache.lines",
                            made,
                            all -> all.parts().stream()
                                    .mapToInt(part -> part.node().lines().getOrDefault(state, 0))
                                    .sum())
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .description("Copies of entries in this node's memory")
                    .register(registry);
        }
        Gauge.builder(
                        "holdfast.cache.near.bytes",
                        made,
                        all -> all.parts().stream()
                                .mapToLong(part -> part.node().bytes())
                                .sum())
                .description("What the copies in this node's memory take")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(
                        "holdfast.cache.directory",
                        made,
                        all -> all.parts().stream()
                                .mapToInt(part -> part.home().load().entries())
                                .sum())
                .description("Entries of which this node, as their home, knows by name who has a copy")
                .register(registry);
        return made;
    }

    /** In place of those that ask a home each time. */
    @Bean
    @Primary
    Lines coherentLines(CoherentGroups groups, VigilantClock clock, Homes homes, ObjectProvider<BackingStore> store) {
        return new ReadThrough(new CoherentLines(groups, clock), homes, store.getIfAvailable(() -> BackingStore.NONE));
    }

    @Bean
    LineViews lineViews(CoherentGroups groups) {
        return new Looking(groups);
    }

    @Bean
    Upkeep coherenceUpkeep(CoherentGroups groups) {
        return new Upkeep(groups);
    }

    @Bean
    Parting coherenceParting(CoherentGroups groups) {
        return new Parting(groups);
    }

    /** The first thing that happens when the process is asked to end, as long as there are leaders to tell. */
    static final class Parting implements SmartLifecycle {

        private static final Duration PATIENCE = Duration.ofSeconds(1);

        private final CoherentGroups groups;
        private volatile boolean running;

        Parting(CoherentGroups groups) {
            this.groups = groups;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            groups.giveUpLeases(PATIENCE);
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Leaving.LEASES;
        }
    }

    /** Begins before the node and ends after it: as long as that leads, copies have to be called back. */
    static final class Upkeep implements SmartLifecycle {

        private final CoherentGroups groups;
        private volatile boolean running;

        Upkeep(CoherentGroups groups) {
            this.groups = groups;
        }

        @Override
        public void start() {
            running = true;
            groups.start();
        }

        @Override
        public void stop() {
            running = false;
            groups.close();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return -1;
        }
    }
}
