package io.holdfast.simulation;

import java.util.List;

/**
 * How much goes wrong.
 *
 * @param elections and the other acts: how many of a thousand turns
 * @param skewMillis how far a node's clock is set off, either way
 * @param lostReplies chance in a hundred that a client never hears what became of its request
 * @param lag chance in a hundred that a replica applies nothing in a turn
 * @param hold chance in a hundred that what was appended is not committed in this turn
 */
record FaultPlan(
        String name,
        int elections,
        int crashes,
        int snapshots,
        int skews,
        int stalls,
        long skewMillis,
        int lostReplies,
        int lag,
        int hold) {

    static final FaultPlan CALM = new FaultPlan("calm", 2, 0, 5, 0, 1, 0, 1, 20, 10);
    static final FaultPlan ROUGH = new FaultPlan("rough", 15, 10, 15, 10, 3, 2_000, 10, 40, 30);
    static final FaultPlan STORMY = new FaultPlan("stormy", 60, 40, 30, 30, 5, 20_000, 30, 60, 50);

    static final List<FaultPlan> ALL = List.of(CALM, ROUGH, STORMY);
}
