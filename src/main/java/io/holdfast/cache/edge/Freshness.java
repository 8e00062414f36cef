package io.holdfast.cache.edge;

import java.time.Duration;

/**
 * How fresh an answer has to be. Without anything it is linearizable.
 *
 * @param noCache whether the home is asked even if there is a line here
 * @param onlyIfCached whether nobody is asked: a line here, or nothing is known
 * @param maxStale content that has been stale for at most this long will do
 * @param staleIfError so will what is left here of an entry, for this long after it was fresh, if its home cannot be reached
 */
public record Freshness(boolean noCache, boolean onlyIfCached, Duration maxStale, Duration staleIfError) {

    public static final Freshness LINEARIZABLE = new Freshness(false, false, Duration.ZERO, Duration.ZERO);
}
