package io.holdfast.cache.coherence;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Milliseconds for what must end in time. It goes on with the monotonic clock, and jumps ahead with the wall clock: while a
 * machine is suspended the monotonic one stands still, and leases end all the same. It never goes back and never stands.
 */
final class VigilantClock {

    private final LongSupplier nanos;
    private final LongSupplier wallMillis;
    private final long beganNanos;
    private final long beganWall;
    private final AtomicLong ahead = new AtomicLong();

    VigilantClock(LongSupplier nanos, LongSupplier wallMillis) {
        this.nanos = nanos;
        this.wallMillis = wallMillis;
        this.beganNanos = nanos.getAsLong();
        this.beganWall = wallMillis.getAsLong();
    }

    static VigilantClock ofThisMachine() {
        return new VigilantClock(System::nanoTime, System::currentTimeMillis);
    }

    long millis() {
        long counted = (nanos.getAsLong() - beganNanos) / 1_000_000;
        long jumped = wallMillis.getAsLong() - beganWall - counted;
        long before = ahead.get();
        if (jumped > before) {
            before = ahead.accumulateAndGet(jumped, Math::max);
        }
        return counted + before;
    }
}
