package io.holdfast.web;

import io.holdfast.core.Names;
import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what clients send; what cannot be read is answered with 400 and says which field it was. */
public final class Input {

    private Input() {}

    /** Builds what checks itself in its constructor. Elsewhere an illegal argument is our own mistake, and a 500. */
    public static <T> T valid(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ProblemException.badRequest("\"" + field + "\" is missing");
        }
        return value;
    }

    public static SessionId session(String text) {
        var session = SessionId.parse(text);
        if (session == null) {
            throw ProblemException.badRequest(
                    "a session is named by the 32 hexadecimal digits that came with it, not by " + quoted(text));
        }
        return session;
    }

    /** Reads how names are to start; nothing is any way. */
    public static String prefix(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (!Names.isValid(text)) {
            throw ProblemException.badRequest("\"prefix\" must be " + Names.RULE);
        }
        return text;
    }

    /** Reads a token or a ticket: a 64-bit number, which JSON carries as a string. */
    public static long number(String field, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw ProblemException.badRequest("\"" + field + "\" is a number as the server gave it, not " + quoted(text));
    }

    /** Reads one of a few words, written in lower case with hyphens; where none is given, the other one. */
    public static <E extends Enum<E>> E choice(String field, @Nullable String text, E otherwise) {
        if (text == null) {
            return otherwise;
        }
        var words = new ArrayList<String>();
        for (var choice : otherwise.getDeclaringClass().getEnumConstants()) {
            var word = word(choice);
            if (word.equals(text)) {
                return choice;
            }
            words.add(word);
        }
        throw ProblemException.badRequest(
                "\"" + field + "\" is one of " + String.join(", ", words) + ", not " + quoted(text));
    }

    /** A choice as it is written in requests and answers. */
    public static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Checks how many rows a page may have. */
    public static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return Page.LIMIT_DEFAULT;
        }
        if (limit < 1 || limit > Page.LIMIT_MAX) {
            throw ProblemException.badRequest("limit must be between 1 and " + Page.LIMIT_MAX + ", not " + limit);
        }
        return limit;
    }

    /** A text as it came, cut short. */
    public static String quoted(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + '"';
    }
}
