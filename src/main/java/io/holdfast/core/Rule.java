package io.holdfast.core;

/**
 * A part of what there is, and what may be done in it at most.
 *
 * @param primitive the word for a kind of thing, such as {@code lock}; {@code *} is any
 * @param prefix how names begin; empty is any name
 */
public record Rule(String primitive, String prefix, Role role) {

    public static final String ANY = "*";
    public static final int PRIMITIVE_LENGTH_MAX = 32;

    public Rule {
        if (!primitive.equals(ANY) && !isWord(primitive)) {
            throw new IllegalArgumentException(
                    "a rule names a kind of thing, such as lock or queue, or * for any, not \"" + primitive + "\"");
        }
        if (!prefix.isEmpty() && !Names.isValid(prefix)) {
            throw new IllegalArgumentException("the prefix of a rule is empty, or " + Names.RULE);
        }
    }

    /**
     * Reads what {@link #toString} writes: {@code writer@lock:team-a.}, or without a role {@code lock:team-a.}.
     *
     * @param otherwise the role where none is written
     */
    public static Rule parse(String text, Role otherwise) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':', at + 1);
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "a rule is written KIND:PREFIX or ROLE@KIND:PREFIX, such as lock:team-a. or reader@*:, not \""
                            + text + "\"");
        }
        var role = at < 0 ? otherwise : Role.parse(text.substring(0, at));
        return new Rule(text.substring(at + 1, colon), text.substring(colon + 1), role);
    }

    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.length() <= PRIMITIVE_LENGTH_MAX
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    @Override
    public String toString() {
        return role.word() + '@' + primitive + ':' + prefix;
    }

    boolean allows(Role needed, String kind, String name) {
        return role.includes(needed) && (primitive.equals(ANY) || primitive.equals(kind)) && name.startsWith(prefix);
    }
}
