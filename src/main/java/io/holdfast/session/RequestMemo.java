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
 * changes nothing, on whichever leader it arrives. It outlives sessions and is bounded by number, by what the answers list,
 * by the length of its keys and by cluster time.
 */
public final class RequestMemo {

    /** Ten seconds of ten thousand mutations each. More would hold up the applying thread too long at each snapshot. */
    public static final int ROWS_MAX = 100_000;

    /** All principals and keys together; so many UUIDs fill half of it. */
    public static final long KEY_CHARS_MAX = 8_000_000;

    /** All that the answers list: a batch of a hundred messages takes as much, of memory and of that time, as a hundred. */
    public static final int PARTS_MAX = 100_000;

    public static final long KEPT_MILLIS = 300_000;

    /**
     * One answered request.
     *
     * @param sequence of the step that answered it
     */
    public record Answered(RequestKey key, long fingerprint, long sequence, long atMillis, Result result) {}

    private final Map<RequestKey, Answered> answers = new LinkedHashMap<>();
    private long keyChars;
    private int parts;

    public @Nullable Answered find(RequestKey key) {
        return answers.get(key);
    }

    public void remember(Stamp at, RequestKey key, long fingerprint, Result result) {
        put(new Answered(key, fingerprint, at.sequence(), at.millis(), result));
        forget(at.millis() - KEPT_MILLIS);
    }

    private void put(Answered answered) {
        var before = answers.put(answered.key(), answered);
        if (before == null) {
            keyChars += chars(answered.key());
        } else {
            parts -= before.result().parts();
        }
        parts += answered.result().parts();
    }

    private static int chars(RequestKey key) {
        return key.principal().length() + key.key().length();
    }

    /** Insertion order is order of time, so only the oldest need to be looked at. */
    private void forget(long beforeMillis) {
        var oldest = answers.values().iterator();
        while (oldest.hasNext()) {
            var answered = oldest.next();
            if (isWithinBounds() && answered.atMillis() >= beforeMillis) {
                return;
            }
            oldest.remove();
            keyChars -= chars(answered.key());
            parts -= answered.result().parts();
        }
    }

    private boolean isWithinBounds() {
        return answers.size() <= ROWS_MAX && parts <= PARTS_MAX && keyChars <= KEY_CHARS_MAX;
    }

    public int size() {
        return answers.size();
    }

    public void save(RowSink rows) {
        answers.values().forEach(rows::put);
    }

    public void load(RowSource rows) {
        while (rows.hasNext()) {
            put(rows.take(Answered.class));
        }
    }
}
