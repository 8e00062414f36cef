package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuClockTest {

    @Test
    void aProcessMayHaveBlanksAndBracketsInItsName() {
        String stat = "4711 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 31 0 9999";

        assertThat(CpuClock.processSeconds(stat)).isEqualTo(3.0);
    }

    @Test
    void waitingForTheDiskIsNoWork() {
        assertThat(CpuClock.machineSeconds("cpu  100 20 30 4000 500 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n"))
                .isEqualTo(1.63);
    }

    @Test
    void othersAreWhateverIsLeft() {
        var earlier = new CpuClock.Reading(1, 1, 10);
        var later = new CpuClock.Reading(3, 2, 15);

        assertThat(later.since(earlier).others()).isEqualTo(2.0);
        assertThat(later.since(earlier).servers()).isEqualTo(2.0);
    }

    @Test
    void withoutProcessesTheServersTimeIsUnknown() {
        assertThat(new CpuClock(List.of()).read().servers()).isNaN();
    }
}
