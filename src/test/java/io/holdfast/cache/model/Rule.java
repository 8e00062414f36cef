package io.holdfast.cache.model;

/** What the protocol rests on. A run can leave one out, to see whether it is needed. */
public enum Rule {
    /** An invalidation that meets a read under way also voids the copy that its answer will bring. */
    READS_ARE_POISONED,
    /** An invalidation that meets a write under way also voids the copy that its answer will bring. */
    WRITES_ARE_POISONED,
    /** A node that drops its copy by itself, to write or for want of space, voids what its requests under way will bring. */
    OWN_DROPS_POISON,
    /** A new leader assumes that every node may hold every line. */
    ALL_MAY_HOLD_AFTER_ELECTION,
    /** A node is given up only after its lease has ended. */
    EXPIRY_WAITS_FOR_LEASE,
    /** An expiry names the renewal it knows of, and is void if there was another. */
    EXPIRY_NAMES_RENEWAL,
    /** A write is proposed only when every older copy is gone. */
    ACKNOWLEDGED_BEFORE_PROPOSED,
    /** Who writes drops its own copy first. */
    WRITER_DROPS_ITS_COPY,
    /** Whose session was lost drops all lines before it opens another. */
    NEW_SESSION_STARTS_EMPTY,
    /** A request under way when the session was lost brings no copy. */
    ANSWER_NAMES_SESSION,
    /** The home asks a majority whether it still leads before it answers a read. */
    READ_BARRIER,
    /** What the asker says of itself confirms only the home of the term that it names. */
    TESTIMONY_NAMES_TERM,
    /** Who asks says the term that it is in after its read has begun. */
    TESTIMONY_FOLLOWS_THE_READ,
    /** What the asker says is one vote, and a majority has to agree. */
    TESTIMONY_IS_ONE_VOTE,
    /** It counts under the name that the member has now: who lost its disk has another than before. */
    TESTIMONY_NAMES_MEMBER,
    /** A home's own vote counts only while it has heard of no newer term itself. */
    HOME_IS_IN_ITS_TERM,
    /** A member that starts anew is in the last term that it was in. */
    TERMS_ARE_KEPT,
    /** A home answers when it has applied what was committed before it led. */
    HOME_IS_READY,
    /** A line under a proposed write stays locked until the write is applied. */
    LOCKED_UNTIL_APPLIED,
    /** A hint of an eviction names the grant that was evicted. */
    HINT_NAMES_GRANT,
    /** A write that tells of a dropped copy names its grant. */
    DROP_NAMES_GRANT,
    /** A read that joined another's request is answered only with a copy that may be kept. */
    JOINERS_NEED_A_GRANT,
    /** A write behind which another one is proposed brings no copy to its writer. */
    NO_GRANT_BEFORE_ANOTHER_WRITE,
    /** While a write is under way nobody is granted a copy. */
    NO_GRANT_WHILE_BUSY,
    /** Who wants a copy back that was called back is granted it when the change is applied, and not before. */
    WISHES_WAIT_FOR_THE_CHANGE,
    /** An answer counts only for the request that is under way. */
    ANSWER_NAMES_REQUEST,
    /** A write is applied once, however often it arrives. */
    WRITES_ARE_APPLIED_ONCE,
    /** A write that was applied before brings no copy, though it is answered as it was then. */
    REPEATED_WRITES_BRING_NO_COPY,
    /** An answer of an earlier leader than the last that was heard of brings no copy. */
    ANSWER_NAMES_TERM,

    // purges

    /** A purge that meets a read under way voids the copy that its answer will bring: its tags are not known yet. */
    PURGES_POISON_READS,
    /** A purge that meets a write under way of content with its tag voids the copy that its answer will bring. */
    PURGES_POISON_WRITES,
    /** From the first message of a purge until it is applied, nobody is granted content with its tag. */
    TAG_IS_LOCKED,
    /** A purge is proposed only when every node has dropped what carries the tag. */
    PURGE_ACKNOWLEDGED_BEFORE_PROPOSED,

    // time to live

    /** A node counts what is left of a content's time from when it asked. */
    TIME_COUNTS_FROM_REQUEST,
    /** A home reckons what is left by its clock, not by the time of the last entry. */
    TIME_LEFT_BY_THE_CLOCK,
    /** A content that is due is neither shown nor called gone before the log says so. */
    DUE_WAITS_FOR_THE_LOG,

    // fill leases

    /** A fill is refused when it is applied, if anything has changed since its lease was given. */
    FILL_CHECKED_WHEN_APPLIED,
    /** A purge since the lease was given voids the fill of content with its tag. */
    FILL_CHECKED_AGAINST_PURGES,
    /** A fill is refused on arrival, if its lease is not the one the home gave last. */
    FILL_CHECKED_ON_ARRIVAL,

    // the store behind the cache

    /** The store takes only what is newer than what it has. */
    STORE_TAKES_ONLY_NEWER,
    /** What is written back clears only the version that it was. */
    CLEAN_NAMES_VERSION,
    /** A delete leaves a mark in the store, with its version. */
    DELETES_LEAVE_A_MARK,
    /** Before such a mark is removed, the store notes how new anything must be that it takes afresh. */
    MARKS_LEAVE_A_HORIZON,
    /** What a purge or the time has ended is written back as a delete. */
    ENDS_ARE_WRITTEN_BACK
}
