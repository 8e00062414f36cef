package io.holdfast.cluster;

import io.holdfast.core.Answer;
import io.holdfast.core.Payload;
import io.holdfast.core.Result;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request to a data group.
 *
 * @param sequence of the step that decided it, however often it is repeated; 0 where the leader decided it without one
 * @param replayed whether the same request was answered before and this is that answer
 * @param enclosure what goes with the result, such as bodies; null if nothing does
 * @param note what the {@link Gate} at the leader says to who asked; empty if nothing
 */
public record Delivery(
        Result result,
        long sequence,
        boolean replayed,
        @Nullable Answer enclosure,
        Payload note) {

    public Delivery(Result result, long sequence, boolean replayed, @Nullable Answer enclosure) {
        this(result, sequence, replayed, enclosure, Payload.NONE);
    }
}
