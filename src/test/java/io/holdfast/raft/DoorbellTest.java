package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorbellTest {

    private final Doorbell doorbell = new Doorbell("test");

    @Test
    void aSignalIsKeptForTheNextWhoWaits() throws InterruptedException {
        doorbell.signal();

        assertThat(doorbell.await(1, TimeUnit.HOURS)).isTrue();
        assertThat(doorbell.await(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aSignalWakesWhoWaitsAlready() throws InterruptedException {
        Thread.startVirtualThread(doorbell::signal);

        doorbell.await();
    }

    @Test
    void nobodyWaitsForNoTime() throws InterruptedException {
        assertThat(doorbell.await(0, TimeUnit.MILLISECONDS)).isFalse();
    }
}
