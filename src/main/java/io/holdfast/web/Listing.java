package io.holdfast.web;

import io.swagger.v3.oas.annotations.Parameter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which of many named things to list. */
public record Listing(
        @Parameter(description = "Only names that start with this") @Nullable
        String prefix,

        @Parameter(description = "How many rows a page has, at most: 1 to 500, by default 100") @Nullable
        Integer limit,

        @Parameter(description = "Where the page before ended") @Nullable
        String cursor) {

    /** What names start with; empty where any will do. */
    public String start() {
        return Input.prefix(prefix);
    }

    /** The name after which the page starts; null where it is the first page. */
    public <T> @Nullable T after(Function<String, T> name) {
        var row = Page.rowBefore(cursor);
        return row == null ? null : Input.valid(() -> name.apply(row));
    }

    public int rows() {
        return Input.limit(limit);
    }
}
