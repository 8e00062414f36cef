package io.holdfast.cache;

/** What has happened to a part of a cache since it was made. */
final class Score {

    long written;
    long deleted;
    long expired;
    long swept;
    long evicted;
    long evictedBytes;
    long purges;
    long clears;
    long fills;
    long fillsVoid;
    long refused;
    long writtenBack;
    long reloaded;

    CacheAnswer.Tally view() {
        return new CacheAnswer.Tally(
                written,
                deleted,
                expired,
                swept,
                evicted,
                evictedBytes,
                purges,
                clears,
                fills,
                fillsVoid,
                refused,
                writtenBack,
                reloaded);
    }

    void take(CacheAnswer.Tally tally) {
        written = tally.written();
        deleted = tally.deleted();
        expired = tally.expired();
        swept = tally.swept();
        evicted = tally.evicted();
        evictedBytes = tally.evictedBytes();
        purges = tally.purges();
        clears = tally.clears();
        fills = tally.fills();
        fillsVoid = tally.fillsVoid();
        refused = tally.refused();
        writtenBack = tally.writtenBack();
        reloaded = tally.reloaded();
    }
}
