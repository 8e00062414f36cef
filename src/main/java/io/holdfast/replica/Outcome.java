package io.holdfast.replica;

import io.holdfast.core.Result;

/**
 * What became of one request.
 *
 * @param sequence of the step that decided it; where the answer was given before, of the step that gave it first
 * @param replayed whether the answer was given before, to the same request
 */
public record Outcome(Result result, long sequence, boolean replayed) {}
