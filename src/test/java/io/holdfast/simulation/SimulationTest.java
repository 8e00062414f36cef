package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import org.junit.jupiter.api.Test;

/**
 * Random clients and random faults, and every promise kept. A failure tells its seed and the fewest turns that fail; with
 * {@code -Dseed=} that seed runs again, with {@code -Dholdfast.soak=true} many more do.
 */
class SimulationTest {

    private static final int TURNS = 2_000;
    private static final int SEEDS = 500;
    private static final int SEEDS_SOAKING = 10_000;

    @Test
    void everyPromiseIsKeptWhateverFails() {
        Seeded.seeds(SEEDS, SEEDS_SOAKING).forEach(seed -> run(seed, Build.SOUND));
    }

    @Test
    void everyPromiseIsKeptWhenAllIsWrittenInBytes() {
        Seeded.seeds(SEEDS / 20, SEEDS_SOAKING / 20).forEach(seed -> run(seed, Build.WIRED));
    }

    private static void run(long seed, Build build) {
        var schedule = Schedule.draw(seed, TURNS);
        Shrink.run(seed, schedule.turns(), turns -> SimulatedCluster.run(schedule, turns, build));
    }

    @Test
    void nearlyEverythingThatCanHappenDoes() {
        var tally = new Tally();
        for (long seed = 1; seed <= 20; seed++) {
            var schedule = Schedule.draw(seed, TURNS);
            SimulatedCluster.run(schedule, schedule.turns(), Build.SOUND, tally);
        }

        assertThat(tally.counts().keySet())
                .contains("Granted", "Waiting", "Handed", "Held", "Busy", "Released", "Extended")
                .contains("Cancelled", "Cancelled after the grant", "wait CANCELLED", "wait TIMED_OUT")
                .contains("LOST", "NOT_OWNER", "AMBIGUOUS_OWNER", "WEAKER_MODE")
                .contains("lost, LEASE_ENDED", "lost, SESSION_ENDED", "wait SESSION_ENDED")
                .contains("session EXPIRED", "session REQUESTED", "session UNUSED", "Spared", "SessionGone")
                .contains("replayed", "KeyReused", "clamped")
                .contains("Semaphore Granted", "Semaphore Waiting", "Semaphore Claimed", "Semaphore Exhausted")
                .contains("Semaphore Drained", "Semaphore Resized", "Semaphore Lost", "Semaphore WaitEnded")
                .contains("Election Elected", "Election Claimed", "Election Transferred", "Election Resigned")
                .contains("Election Lost", "Election Taken", "Election Proclaimed", "Election WaitEnded")
                .contains("Membership Joined", "Membership Updated", "Membership Left", "Membership Refused")
                .contains("election with entries at stake", "restart", "snapshot installed");
    }
}
