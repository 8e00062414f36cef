package io.holdfast.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws numbers of which the first is the most frequent, the second comes 2^-exponent as often, and so on (Zipf's law).
 * The same seed draws the same numbers. Used by one thread at a time; {@link #seeded} makes another that shares the table.
 */
final class Zipf {

    private final double[] upTo;
    private final SplittableRandom random;

    private Zipf(double[] upTo, long seed) {
        this.upTo = upTo;
        this.random = new SplittableRandom(seed);
    }

    static Zipf of(int numbers, double exponent, long seed) {
        double[] upTo = new double[numbers];
        double sum = 0;
        for (int rank = 0; rank < numbers; rank++) {
            sum += Math.pow(rank + 1.0, -exponent);
            upTo[rank] = sum;
        }
        return new Zipf(upTo, seed);
    }

    Zipf seeded(long seed) {
        return new Zipf(upTo, seed);
    }

    /** From 0, the most frequent. */
    int next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
    }

    /** True in so many of a hundred cases. */
    boolean percent(int share) {
        return random.nextInt(100) < share;
    }
}
