package io.holdfast.lock.web;

import io.holdfast.lock.LockName;
import io.holdfast.lock.LockQueries.Filter;
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

    @Nullable
    LockName after() {
        var row = Page.rowBefore(cursor);
        return row == null ? null : Input.valid(() -> new LockName(row));
    }

    int rows() {
        return Input.limit(limit);
    }
}
