package io.holdfast.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How long lists are handed out: page by page, each with an opaque cursor at which the next one starts. */
public final class Page {

    static final int LIMIT_MAX = 500;
    static final int LIMIT_DEFAULT = 100;

    /** Marks cursors of this form, so that another can follow. */
    private static final char FORM = '1';

    private Page() {}

    /** Makes the cursor after this row; null after the last page. */
    public static @Nullable String cursorAfter(@Nullable Object last) {
        return last == null
                ? null
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((FORM + last.toString()).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads back the row that a cursor stands after; null where there is no cursor. */
    public static @Nullable String rowBefore(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.length() > 1 && text.charAt(0) == FORM) {
                return text.substring(1);
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw ProblemException.badRequest("the cursor is not one that a list returned; leave it out to start anew");
    }
}
