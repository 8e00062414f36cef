package io.holdfast.raft;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/**
 * Stands in for Ratis' own meters (Null Object), found as a service (which is why its registries are public): nobody reads
 * them, and sampling a dozen times for each entry cost some percent of the processor time. What is worth watching is in the
 * actuator package.
 */
final class Unmetered {

    private record Registry(MetricRegistryInfo info) implements RatisMetricRegistry {

        @Override
        public Timekeeper timer(String name) {
            return () -> () -> 0;
        }

        @Override
        public LongCounter counter(String name) {
            return new Counter(new LongAdder());
        }

        @Override
        public boolean remove(String name) {
            return false;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> value) {
            // nobody looks
        }

        @Override
        public MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    /** It counts, because whoever asked for a counter may read it. */
    private record Counter(LongAdder count) implements LongCounter {

        @Override
        public void inc(long n) {
            count.add(n);
        }

        @Override
        public void dec(long n) {
            count.add(-n);
        }

        @Override
        public long getCount() {
            return count.sum();
        }
    }

    /** The registries of everything. */
    public static final class Registries extends MetricRegistries {

        @Override
        public void clear() {
            // holds nothing
        }

        @Override
        public RatisMetricRegistry create(MetricRegistryInfo info) {
            return new Registry(info);
        }

        @Override
        public boolean remove(MetricRegistryInfo info) {
            return true;
        }

        @Override
        public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
            return Optional.empty();
        }

        @Override
        public Set<MetricRegistryInfo> getMetricRegistryInfos() {
            return Set.of();
        }

        @Override
        public Collection<RatisMetricRegistry> getMetricRegistries() {
            return Set.of();
        }

        @Override
        public void addReporterRegistration(
                Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {
            // nothing to report
        }

        @Override
        public void enableJmxReporter() {
            // nothing to report
        }

        @Override
        public void enableConsoleReporter(TimeDuration rate) {
            // nothing to report
        }
    }

    private Unmetered() {}
}
