package io.holdfast.queue;

import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.Settlement.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides about messages by their receipts. A receipt is good while its message is in flight by this very lease. After the
 * lease has lapsed, and until the message is handed out again, it is good for the two verdicts that still are true then: that
 * the message is done with, and that it is hopeless. Everything else has been decided by the lapse, and the receipt is stale.
 */
final class Settlements {

    private final ShardState state;
    private final Lifecycle lifecycle;

    Settlements(ShardState state, Lifecycle lifecycle) {
        this.state = state;
        this.lifecycle = lifecycle;
    }

    List<Settling> settle(Moment moment, QueueCommand.Settle command) {
        var outcomes = new ArrayList<Settling>(command.settlements().size());
        for (var settlement : command.settlements()) {
            outcomes.add(settle(moment, settlement));
        }
        return outcomes;
    }

    private Settling settle(Moment moment, Settlement settlement) {
        int row = state.index.find(settlement.message());
        if (row == Slab.NONE || !isGood(row, settlement)) {
            return state.settled.has(settlement) ? Settling.ALREADY : Settling.STALE;
        }
        if (settlement.verdict() == Verdict.EXTEND) {
            lifecycle.extend(moment, row, settlement.millis());
            return Settling.DONE;
        }
        state.settled.add(settlement);
        decide(moment, row, settlement);
        return Settling.DONE;
    }

    private boolean isGood(int row, Settlement settlement) {
        var slab = state.slab;
        if (slab.lease(row) != settlement.lease() || slab.nonce(row) != settlement.nonce()) {
            return false;
        }
        if (slab.state(row) == MessageState.IN_FLIGHT) {
            return true;
        }
        boolean isFinal = settlement.verdict() == Verdict.ACK || settlement.verdict() == Verdict.BURY;
        return isFinal && slab.is(row, Flags.LAPSED);
    }

    private void decide(Moment moment, int row, Settlement settlement) {
        switch (settlement.verdict()) {
            case ACK -> {
                lifecycle.forget(row);
                state.tally.acked++;
            }
            case FAIL -> {
                state.tally.failed++;
                lifecycle.fail(moment, row, settlement.millis(), settlement.reason());
            }
            case RELEASE -> {
                state.tally.released++;
                lifecycle.release(moment, row, settlement.millis());
            }
            case UNSEEN -> {
                state.tally.released++;
                lifecycle.unsee(moment, row);
            }
            case BURY -> lifecycle.bury(moment, row, settlement.reason());
            case EXTEND -> throw new IllegalStateException("an extension settles nothing");
        }
    }
}
