package io.holdfast.replica;

import io.holdfast.core.Result;

/**
 * What became of one request.
 *
 * @param replayed whether the answer was given before, to the same request
 */
public record Outcome(Result result, boolean replayed) {}
