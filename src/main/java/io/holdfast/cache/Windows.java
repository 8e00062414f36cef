package io.holdfast.cache;

/**
 * For how long an entry can be used. Jitter is in it already: machines draw nothing at random.
 *
 * @param freshMillis from when it is written; 0 is for ever
 * @param staleMillis after that it is still shown, marked as stale, while somebody fetches it anew
 * @param errorMillis after it was fresh it is kept this long for those who ask for stale content, such as when its origin fails
 */
public record Windows(long freshMillis, long staleMillis, long errorMillis) {

    public static final Windows FOR_EVER = new Windows(0, 0, 0);

    public Windows {
        CacheLimits.check("max-age", freshMillis, 0, CacheLimits.WINDOW_MILLIS_MAX);
        CacheLimits.check("stale-while-revalidate", staleMillis, 0, CacheLimits.WINDOW_MILLIS_MAX);
        CacheLimits.check("stale-if-error", errorMillis, 0, CacheLimits.WINDOW_MILLIS_MAX);
    }
}
