package io.holdfast.raft;

import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import org.jspecify.annotations.Nullable;

/** What only the leader of a data group does, for whoever it was asked. */
final class Delivering implements LeaderDesk.Seat {

    private final GroupNode group;

    Delivering(GroupNode group) {
        this.group = group;
    }

    /**
     * Says what the request leads to if that is certain and changes nothing; else has it committed and applied.
     *
     * @param bytes the request as it stands in the log
     * @param note for the gate before the log; empty if there is none
     * @param repeated whether it may be under way already: then what is foreseen without it may be wrong
     */
    Delivery deliver(Request request, byte[] bytes, Payload note, boolean repeated) {
        var foreseen = repeated ? null : foresee(request);
        if (foreseen != null) {
            return new Delivery(foreseen, 0, false, null);
        }
        var told = tell(request);
        if (told != null) {
            return new Delivery(told, 0, false, null);
        }
        var pass = group.admit(request, note);
        var outcome = group.submit(request, bytes, pass);
        var enclosure = group.state().read(replica -> replica.enclosure(request.command(), outcome.result()));
        return new Delivery(
                outcome.result(),
                outcome.sequence(),
                outcome.replayed(),
                enclosure,
                pass == null ? Payload.NONE : pass.note());
    }

    /** What a desk of the leader says; what was answered before is answered from the state again. */
    private @Nullable Result tell(Request request) {
        if (group.desks().isEmpty() || group.state().read(replica -> replica.isAnswered(request))) {
            return null;
        }
        for (var desk : group.desks()) {
            var told = desk.answer(this, request);
            if (told != null) {
                return told;
            }
        }
        return null;
    }

    @Override
    public String group() {
        return group.name();
    }

    @Override
    public long term() {
        var here = group.division();
        return here == null ? 0 : here.getInfo().getCurrentTerm();
    }

    @Override
    public Answer ask(Inquiry<?> inquiry) {
        return answerLocal(inquiry);
    }

    /** Looks twice: a majority is only asked where something can be foreseen at all. */
    private @Nullable Result foresee(Request request) {
        if (!group.leads()) {
            throw group.whyNotLeader();
        }
        if (look(request) == null) {
            return null;
        }
        group.awaitFresh();
        return look(request);
    }

    private @Nullable Result look(Request request) {
        long now = group.nowMillis();
        return group.state().read(replica -> replica.foresee(request, now));
    }

    /** Answers from this node's copy once that is fresh. */
    Answer answer(Inquiry<?> inquiry) {
        group.awaitFresh();
        return answerLocal(inquiry);
    }

    /** Answers from this node's copy as it is. */
    Answer answerLocal(Inquiry<?> inquiry) {
        long now = group.nowMillis();
        return group.state().read(replica -> replica.answer(inquiry, now));
    }
}
