package io.holdfast.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Draws whatever a randomized test decides, all of it from one seed, so that the seed alone repeats the run.
 *
 * <p>{@code -Dseed=7} runs seed 7 and no other; {@code -Dholdfast.soak=true} runs many more than usual.
 */
public final class Seeded {

    private static final String ONE_SEED = "seed";
    private static final String SOAK = "holdfast.soak";

    private final SplittableRandom random;

    public Seeded(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The seeds a test runs: {@code usual} of them, {@code soaking} when it soaks, or the one that was asked for. */
    public static LongStream seeds(int usual, int soaking) {
        var one = System.getProperty(ONE_SEED);
        return one != null
                ? LongStream.of(Long.parseLong(one))
                : LongStream.rangeClosed(1, Boolean.getBoolean(SOAK) ? soaking : usual);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    public boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    public long bits() {
        return random.nextLong();
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
