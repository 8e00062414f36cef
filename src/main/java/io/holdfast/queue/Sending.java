package io.holdfast.queue;

import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueResult.Acceptance;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Sent;
import java.util.ArrayList;

/** Takes messages, each for itself. A repetition is told from a new message even where nothing new is taken. */
final class Sending {

    private final ShardState state;
    private final Lifecycle lifecycle;

    Sending(ShardState state, Lifecycle lifecycle) {
        this.state = state;
        this.lifecycle = lifecycle;
    }

    Sent send(Moment moment, Send command) {
        var fates = new ArrayList<Acceptance>(command.messages().size());
        int place = 0;
        for (var draft : command.messages()) {
            fates.add(accept(moment, moment.number(place++), draft));
        }
        return new Sent(fates);
    }

    private Acceptance accept(Moment moment, long number, Draft draft) {
        long window = state.settings.deduplicationMillis();
        var id = window == 0 ? null : draft.deduplicationId();
        var ids = state.deduplication;
        if (id != null) {
            ids.forget(moment.millis() - window);
            long before = ids.find(id, moment.millis() - window);
            if (before >= 0) {
                return again(ids.number(before), ids.fingerprint(before) == draft.fingerprint());
            }
        }
        if (state.sendingPaused) {
            return refused(Fate.PAUSED);
        }
        int size = draft.payload().bytes().length;
        if (state.messages() >= state.messagesMax() || state.bytes + size > state.bytesMax()) {
            return refused(Fate.QUEUE_FULL);
        }
        if (id != null) {
            if (ids.size() >= QueueLimits.DEDUPLICATION_IDS_MAX) {
                return refused(Fate.IDS_EXHAUSTED);
            }
            ids.add(id, number, draft.fingerprint(), moment.millis());
        }
        lifecycle.take(moment, number, draft);
        return new Acceptance(Fate.SENT, number);
    }

    private Acceptance again(long number, boolean same) {
        if (!same) {
            return refused(Fate.ID_REUSED);
        }
        state.tally.duplicates++;
        return new Acceptance(Fate.DUPLICATE, number);
    }

    private Acceptance refused(Fate fate) {
        state.tally.refused++;
        return new Acceptance(fate, 0);
    }
}
