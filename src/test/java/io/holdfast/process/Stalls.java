package io.holdfast.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine let a thread wait that was ready to run: one that asks for a millisecond of a processor every
 * {@value #REST_MILLIS} ms and notes how much later than that it has had it. What is measured beside it has lost as much
 * to others, at every step that waits for the one before.
 */
final class Stalls implements AutoCloseable {

    private static final long REST_MILLIS = 10;
    private static final long REST_NANOS = REST_MILLIS * 1_000_000;
    private static final long WORK_NANOS = 1_000_000;

    /** Timers are no more exact than this. */
    private static final long LATE_NANOS_MIN = 1_000_000;

    private record Stall(Gap during, long lostNanos) {}

    private final ThreadMXBean processors = ManagementFactory.getThreadMXBean();
    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("stalls").start(this::run);
    private volatile boolean stopping;

    private void run() {
        while (!stopping) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(REST_NANOS);
            long worked = work();
            long now = System.nanoTime();
            long late = now - begun - REST_NANOS - worked;
            if (late > LATE_NANOS_MIN) {
                stalls.add(new Stall(new Gap(begun, now), late));
            }
        }
    }

    private long work() {
        long begun = processors.getCurrentThreadCpuTime();
        long worked = 0;
        while (worked < WORK_NANOS) {
            Thread.onSpinWait();
            worked = processors.getCurrentThreadCpuTime() - begun;
        }
        return worked;
    }

    /** All that was lost within this time. */
    Duration lost(Gap time) {
        return Duration.ofNanos(
                stalls.stream().mapToLong(stall -> lostWithin(time, stall)).sum());
    }

    /** The longest single stall within this time. */
    Duration worst(Gap time) {
        return Duration.ofNanos(stalls.stream()
                .mapToLong(stall -> lostWithin(time, stall))
                .max()
                .orElse(0));
    }

    private static long lostWithin(Gap time, Stall stall) {
        long from = Math.max(stall.during().fromNanos(), time.fromNanos());
        long to = Math.min(stall.during().toNanos(), time.toNanos());
        return Math.max(0, Math.min(stall.lostNanos(), to - from));
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
    }
}
