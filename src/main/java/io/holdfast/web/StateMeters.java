package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Gauges and counters that look at this node's copy of the state. */
public final class StateMeters {

    private final MeterRegistry meters;
    private final Consensus consensus;

    public StateMeters(MeterRegistry meters, Consensus consensus) {
        this.meters = meters;
        this.consensus = consensus;
    }

    /** Adds a gauge; it shows no value while this node has no copy of the state. */
    public <M extends Machine<?>> void gauge(
            String name, String description, Primitive<?, M> primitive, ToDoubleFunction<M> value) {
        Gauge.builder(name, consensus, port -> look(port, primitive, value))
                .description(description)
                .register(meters);
    }

    /** Adds a count that only grows. */
    public <M extends Machine<?>> void counter(
            String name, String description, Primitive<?, M> primitive, ToDoubleFunction<M> value) {
        FunctionCounter.builder(name, consensus, port -> look(port, primitive, value))
                .description(description)
                .register(meters);
    }

    private static <M extends Machine<?>> double look(
            Consensus consensus, Primitive<?, M> primitive, ToDoubleFunction<M> value) {
        try {
            return consensus.readLocal(primitive, (machine, _) -> value.applyAsDouble(machine));
        } catch (ClusterException _) {
            return Double.NaN;
        }
    }
}
