package io.holdfast.cache.model;

/** What the protocol rests on. A run can leave one out, to see whether it is needed. */
enum Rule {
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
    /** An answer counts only for the request that is under way. */
    ANSWER_NAMES_REQUEST,
    /** A write is applied once, however often it arrives. */
    WRITES_ARE_APPLIED_ONCE,
    /** An answer of an earlier leader than the last that was heard of brings no copy. */
    ANSWER_NAMES_TERM
}
