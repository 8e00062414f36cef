package io.holdfast.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.util.AwaitForSignal;

/**
 * A signal that is kept for one who is about to wait. Ratis' own is lost if it comes between a look at the state and the
 * wait that follows, and an entry then lies until the next heartbeat.
 */
final class Doorbell extends AwaitForSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean rung;

    Doorbell(Object name) {
        super(name);
    }

    @Override
    public void await() throws InterruptedException {
        while (!await(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
            // goes on waiting
        }
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(time);
        lock.lockInterruptibly();
        try {
            while (!rung && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            boolean heard = rung;
            rung = false;
            return heard;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal() {
        lock.lock();
        try {
            if (!rung) {
                rung = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
