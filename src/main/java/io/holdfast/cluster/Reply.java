package io.holdfast.cluster;

import io.holdfast.core.Result;

/**
 * What became of a request.
 *
 * @param sequence of the step that decided it, however often it is repeated
 * @param replayed whether the same request was answered before and this is that answer
 */
public record Reply(Result result, long sequence, boolean replayed) {}
