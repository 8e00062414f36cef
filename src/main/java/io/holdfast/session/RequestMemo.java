package io.holdfast.session;

import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to recent requests (Idempotent Receiver): a repetition under the same key gets the same answer and
 * changes nothing, on whichever leader it arrives. It outlives sessions and is bounded by number and by cluster time.
 */
public final class RequestMemo {

    public static final int ROWS_MAX = 50_000;
    public static final long KEPT_MILLIS = 300_000;

    /** One answered request. */
    public record Answered(RequestKey key, long fingerprint, long atMillis, Result result) {}

    private final Map<RequestKey, Answered> answers = new LinkedHashMap<>();

    public @Nullable Answered find(RequestKey key) {
        return answers.get(key);
    }

    public void remember(Stamp at, RequestKey key, long fingerprint, Result result) {
        answers.put(key, new Answered(key, fingerprint, at.millis(), result));
        forget(at.millis() - KEPT_MILLIS);
    }

    /** Insertion order is order of time, so only the oldest need to be looked at. */
    private void forget(long beforeMillis) {
        var oldest = answers.values().iterator();
        while (oldest.hasNext()) {
            var answered = oldest.next();
            if (answers.size() <= ROWS_MAX && answered.atMillis() >= beforeMillis) {
                return;
            }
            oldest.remove();
        }
    }

    public int size() {
        return answers.size();
    }

    public void save(RowSink rows) {
        answers.values().forEach(rows::put);
    }

    public void load(RowSource rows) {
        while (rows.hasNext()) {
            var answered = rows.take(Answered.class);
            answers.put(answered.key(), answered);
        }
    }
}
