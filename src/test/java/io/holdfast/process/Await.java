package io.holdfast.process;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something until it is as wanted, and says what it saw last if that takes too long. */
final class Await {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Await() {}

    static <T> T until(Duration limit, String wanted, Supplier<T> look, Predicate<? super T> isWanted) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (true) {
            var seen = look.get();
            if (isWanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("waited %s for %s; last seen: %s".formatted(readable(limit), wanted, seen));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for " + wanted);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static String readable(Duration limit) {
        return limit.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
