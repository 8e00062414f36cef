package io.holdfast.simulation.invariant;

import io.holdfast.core.Declined;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import java.util.HashMap;
import java.util.Map;

/** What a client was told stays true: asked again, through whichever leader, it is told the same. */
public final class AnswersNeverChange implements Invariant {

    private final Map<RequestKey, Result> answers = new HashMap<>();

    @Override
    public void answered(RequestKey key, Result result) {
        if (result instanceof Declined.KeyReused) {
            return;
        }
        var before = answers.putIfAbsent(key, result);
        claim(before == null || before.equals(result), "an answer changed", key, before, result);
    }
}
