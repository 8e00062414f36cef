package io.holdfast.lock.web;

import io.holdfast.lock.LockName;
import io.holdfast.lock.LockQueries.Filter;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.Page;
import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Which locks to list. */
record ListRequest(
        @Parameter(description = "Only locks whose name starts with this") @Nullable
        String prefix,

        @Parameter(description = "Only locks held by an owner of this name") @Nullable
        String owner,

        @Parameter(description = "Only locks held by this session") @Nullable
        String session,

        @Parameter(description = "Only locks that somebody waits for") @Nullable
        Boolean contended,

        @Parameter(
                description =
                        "Only locks that a holder has held for longer than this, such as 10m; of several conditions"
                                + " on the holder, one holder has to meet all")
        @Nullable
        String heldLongerThan,

        @Parameter(description = "How many locks a page has, at most: 1 to 500, by default 100") @Nullable
        Integer limit,

        @Parameter(description = "Where the page before ended") @Nullable
        String cursor) {

    Filter filter() {
        return new Filter(
                Input.prefix(prefix),
                owner,
                session == null ? null : Input.session(session),
                Boolean.TRUE.equals(contended));
    }

    /** For how long the locks are held, at least; less than nothing is for however long. */
    long heldMillis() {
        return heldLongerThan == null ? -1 : Durations.millis("heldLongerThan", heldLongerThan);
    }

    @Nullable
    LockName after() {
        var row = Page.rowBefore(cursor);
        return row == null ? null : Input.valid(() -> new LockName(row));
    }

    int rows() {
        return Input.limit(limit);
    }
}
