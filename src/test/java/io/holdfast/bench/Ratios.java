package io.holdfast.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Holdfast divided by a peer. Only runs of the same round are compared: they were made right after one another. */
record Ratios(List<Run> runs) {

    /** The middle ratio of all rounds, and the lowest and highest beside it. */
    record Ratio(double median, double lowest, double highest, int rounds) {}

    /** What is compared, by its name in the results. */
    enum Figure {
        CYCLES("cycles/s"),
        P50("p50"),
        P99("p99"),
        CPU("CPU per cycle");

        private final String label;

        Figure(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        double of(Run run) {
            return switch (this) {
                case CYCLES -> run.cyclesPerSecond();
                case P50 -> run.latencies().p50();
                case P99 -> run.latencies().p99();
                case CPU -> run.cpuSecondsPer1000();
            };
        }
    }

    Optional<Ratio> holdfastTo(String peer, int clients, Figure figure) {
        double[] ratios = runs.stream()
                .filter(run -> run.contender().equals("holdfast") && run.clients() == clients && run.isValid())
                .flatMapToDouble(run -> ratio(run, peer, figure))
                .sorted()
                .toArray();
        return ratios.length == 0
                ? Optional.empty()
                : Optional.of(new Ratio(median(ratios), ratios[0], ratios[ratios.length - 1], ratios.length));
    }

    private DoubleStream ratio(Run holdfast, String peer, Figure figure) {
        return runs.stream()
                .filter(run -> run.contender().equals(peer) && run.isValid())
                .filter(run -> run.clients() == holdfast.clients() && run.round() == holdfast.round())
                .mapToDouble(run -> figure.of(holdfast) / figure.of(run))
                .filter(Double::isFinite);
    }

    /** The valid run with the middle throughput (the lower one of two), which stands for all rounds. */
    Optional<Run> typical(String contender, int clients) {
        List<Run> sorted = runs.stream()
                .filter(run -> run.contender().equals(contender) && run.clients() == clients && run.isValid())
                .sorted(Comparator.comparingDouble(Run::cyclesPerSecond))
                .toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((sorted.size() - 1) / 2));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
