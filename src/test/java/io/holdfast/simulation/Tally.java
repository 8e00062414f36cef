package io.holdfast.simulation;

import io.holdfast.core.Event;
import io.holdfast.core.Result;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.session.SessionEvent.Ended;
import io.holdfast.simulation.invariant.Invariant;
import io.holdfast.simulation.invariant.Seen;
import java.util.Map;
import java.util.TreeMap;

/** Counts what came about in runs, to tell whether they were worth running. */
final class Tally implements Invariant {

    private final Map<String, Integer> counts = new TreeMap<>();

    Map<String, Integer> counts() {
        return counts;
    }

    @Override
    public void happened(Seen seen) {
        count("entry");
        for (var outcome : seen.step().outcomes()) {
            count(outcome.replayed() ? "replayed" : name(outcome.result()));
        }
        seen.step().events().forEach(event -> count(name(event)));
        if (seen.entry().millis() < seen.before().millis()) {
            count("clamped");
        }
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static String name(Result result) {
        return switch (result) {
            case Refused refused -> refused.reason().toString();
            case Cancelled cancelled -> cancelled.released() ? "Cancelled after the grant" : "Cancelled";
            default -> result.getClass().getSimpleName();
        };
    }

    private static String name(Event event) {
        return switch (event) {
            case WaitEnded ended -> "wait " + ended.state();
            case Lost lost -> "lost, " + lost.cause();
            case Ended ended -> "session " + ended.cause();
            default -> event.getClass().getSimpleName();
        };
    }
}
