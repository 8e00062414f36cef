package io.holdfast.simulation.invariant;

import io.holdfast.core.Stamp;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockView;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Step;
import io.holdfast.session.SessionView;
import java.util.List;

/**
 * An entry that was applied for the first time anywhere, and the state it led to.
 *
 * @param now the time outside, which no replica knows
 */
public record Seen(
        int index,
        long now,
        Entry entry,
        Step step,
        Stamp before,
        Stamp after,
        Scene scene,
        List<SessionView> sessions) {

    List<LockView> locks() {
        return scene.locks();
    }

    /** The sequence of the request at this place in the entry. */
    long sequenceOf(int place) {
        return after.sequence() - (entry.requests().size() - 1 - place);
    }

    LockView lock(LockName name) {
        return locks().stream()
                .filter(view -> view.lock().equals(name))
                .findFirst()
                .orElseGet(() -> new LockView(name, List.of(), List.of(), 0, 0));
    }
}
