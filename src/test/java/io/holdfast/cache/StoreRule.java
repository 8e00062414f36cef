package io.holdfast.cache;

/** What a cache and the store behind it rest on. A run can leave one out, to see whether it is needed. */
enum StoreRule {
    /** The store takes only what is newer than what it has. */
    STORE_TAKES_ONLY_NEWER,
    /** A delete leaves a mark in the store, with its version. */
    DELETES_LEAVE_A_MARK,
    /** The store takes nothing from a leader of an earlier term than has written to it. */
    WRITES_NAME_THE_TERM,
    /** The store takes nothing that shows an earlier state than was written to it last. */
    WRITES_NAME_THE_STEP,
    /** The mark is the step whose state was written, and not how often anything was. */
    MARKS_ARE_STEPS,
    /** The store takes nothing if it was started anew since the writer has heard of it. */
    WRITES_NAME_THE_RUN,
    /** The store takes nothing if it was written less far than the writer knows. */
    WRITES_NAME_THE_MARK,
    /** What the store has counts only in the run, and beyond the mark, that the log has. */
    READS_NAME_RUN_AND_MARK,
    /** What is said to be clean is what was written, and nothing that came after. */
    CLEAN_NAMES_VERSION,
    /** Nothing is clean that was written before the store was met anew. */
    CLEAN_NAMES_LIFE,
    /** A store that has lost something begins anew, in another place. */
    A_LOSS_BEGINS_AN_EPOCH,
    /** A store that has lost something is given everything again. */
    A_LOSS_MAKES_DIRTY,
    /** What the store does not have is not evicted. */
    WHAT_IS_DIRTY_STAYS,
    /** What was deleted, or has ended, is written back as such. */
    ENDS_ARE_WRITTEN_BACK,
    /** What was looked up is taken up only if nothing has happened to the key since. */
    LOOKUP_CHECKED_WHEN_APPLIED,
    /** What was looked up is not taken up if one of its tags was purged after it was stored. */
    PURGES_REACH_THE_STORE
}
