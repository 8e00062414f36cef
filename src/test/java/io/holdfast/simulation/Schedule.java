package io.holdfast.simulation;

import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;

/** What a seed stands for: how many nodes, how much goes wrong, and turn by turn what happens. */
record Schedule(int nodes, FaultPlan faults, List<Turn> turns) {

    private static final int PER_MILLE = 1_000;
    private static final long USUAL_MILLIS_MAX = 200;
    private static final long STALL_MILLIS_MAX = 30_000;
    /** Longer than answers are remembered. */
    private static final long LONG_STALL_MILLIS = 400_000;

    static Schedule draw(long seed, int turns) {
        var seeded = new Seeded(seed);
        var faults = seeded.pick(FaultPlan.ALL);
        int nodes = seeded.percent(70) ? 3 : 5;
        var drawn = new ArrayList<Turn>(turns);
        for (int i = 0; i < turns; i++) {
            drawn.add(new Turn(seeded.between(0, USUAL_MILLIS_MAX), act(seeded, faults), seeded.bits()));
        }
        return new Schedule(nodes, faults, drawn);
    }

    private static Act act(Seeded seeded, FaultPlan faults) {
        int anybody = seeded.below(PER_MILLE);
        int dice = seeded.below(PER_MILLE);
        if ((dice -= faults.elections()) < 0) {
            return new Act.Elect(anybody, seeded.below(4));
        }
        if ((dice -= faults.crashes()) < 0) {
            return new Act.Crash(anybody);
        }
        if ((dice -= 2 * faults.crashes()) < 0) {
            return new Act.Start(anybody);
        }
        if ((dice -= faults.snapshots()) < 0) {
            return new Act.TakeSnapshot(anybody, seeded.percent(50));
        }
        if ((dice -= faults.skews()) < 0) {
            return new Act.Skew(anybody, seeded.between(-faults.skewMillis(), faults.skewMillis()));
        }
        if ((dice -= faults.stalls()) < 0) {
            return new Act.Stall(seeded.percent(10) ? LONG_STALL_MILLIS : seeded.between(0, STALL_MILLIS_MAX));
        }
        return clientAct(seeded, anybody);
    }

    private static Act clientAct(Seeded seeded, int client) {
        int dice = seeded.below(100);
        if (dice < 55) {
            return new Act.Ask(client);
        }
        if (dice < 68) {
            return new Act.Repeat(client);
        }
        return dice < 70 ? new Act.Misuse(client) : new Act.KeepAlive(client);
    }
}
