package io.holdfast.simulation.invariant;

import io.holdfast.core.Declined;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.replica.Outcome;
import io.holdfast.session.RequestMemo;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request under a key that was used has its old answer, or is refused if it is another; either way nothing happens. */
public final class RepetitionsChangeNothing implements Invariant {

    private record First(long fingerprint, long millis, Outcome outcome) {}

    private final Map<RequestKey, First> firsts = new HashMap<>();
    private @Nullable Seen before;

    @Override
    public void happened(Seen seen) {
        boolean news = seen.entry().requests().isEmpty();
        for (int place = 0; place < seen.entry().requests().size(); place++) {
            news |= !wasRepetition(
                    seen.entry().requests().get(place),
                    seen.step().outcomes().get(place),
                    seen.after().millis());
        }
        boolean deadlines = seen.after().sequence() - seen.before().sequence()
                > seen.entry().requests().size();
        if (!news && !deadlines) {
            claim(seen.step().events().isEmpty(), "a repetition had effects", seen);
            claim(seen.scene().equals(sceneBefore()), "a repetition changed something", seen);
        }
        before = seen;
    }

    private Scene sceneBefore() {
        return before == null ? Scene.EMPTY : before.scene();
    }

    private boolean wasRepetition(Request request, Outcome outcome, long millis) {
        if (request.key() == null) {
            return false;
        }
        var first = firsts.get(request.key());
        boolean known = outcome.replayed() || outcome.result() instanceof Declined.KeyReused;
        if (first == null || (!known && millis - first.millis > RequestMemo.KEPT_MILLIS)) {
            firsts.put(request.key(), new First(request.fingerprint(), millis, outcome));
            return false;
        }
        var expected = request.fingerprint() == first.fingerprint
                ? new Outcome(first.outcome.result(), first.outcome.sequence(), true)
                : new Outcome(new Declined.KeyReused(request.key().key()), outcome.sequence(), false);
        claim(outcome.equals(expected), "a repetition was answered anew", request, expected, outcome);
        return true;
    }
}
