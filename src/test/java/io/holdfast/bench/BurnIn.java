package io.holdfast.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Puts load on what is to be measured until it no longer gets cheaper: a JVM compiles its code meanwhile. On few
 * processors that takes minutes, and goes in steps: what stays the same for half a minute may be a step and not the end.
 */
final class BurnIn {

    static final Duration SLICE = Duration.ofSeconds(20);
    static final int FLAT_SLICES = 3;
    /** What costs more than this part of the cheapest slice so far has not become cheaper. */
    static final double GAIN = 0.95;

    /** Load for a while. */
    interface Load {

        /** What one of it cost, in whatever unit. */
        double cost(Duration time) throws IOException, InterruptedException;
    }

    private BurnIn() {}

    static void run(Duration atMost, Load load) throws IOException, InterruptedException {
        double cheapest = Double.POSITIVE_INFINITY;
        var left = atMost;
        for (int flat = 0; flat < FLAT_SLICES && left.isPositive(); ) {
            var slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            left = left.minus(slice);
            double cost = load.cost(slice);
            flat = cost < cheapest * GAIN ? 0 : flat + 1;
            cheapest = Math.min(cheapest, cost);
        }
    }
}
