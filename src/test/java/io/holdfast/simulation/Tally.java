package io.holdfast.simulation;

import io.holdfast.core.Declined;
import io.holdfast.core.Event;
import io.holdfast.core.Result;
import io.holdfast.lock.LockEvent;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.session.SessionEvent.Ended;
import io.holdfast.session.SessionResult;
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
            default -> name((Object) result);
        };
    }

    /** Of which primitive, where it is not locks: several of them grant and release. */
    private static String name(Object what) {
        var kind = what.getClass().getEnclosingClass();
        var simple = what.getClass().getSimpleName();
        boolean plain = kind == null
                || kind == LockResult.class
                || kind == LockEvent.class
                || kind == Declined.class
                || kind.getPackage().equals(SessionResult.class.getPackage());
        return plain ? simple : kind.getSimpleName().replaceAll("(Result|Event)$", "") + " " + simple;
    }

    private static String name(Event event) {
        return switch (event) {
            case WaitEnded ended -> "wait " + ended.state();
            case Lost lost -> "lost, " + lost.cause();
            case Ended ended -> "session " + ended.cause();
            default -> name((Object) event);
        };
    }
}
