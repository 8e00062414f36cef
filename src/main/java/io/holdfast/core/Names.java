package io.holdfast.core;

/** What a name of a lock, a queue or a cache may look like. */
public final class Names {

    public static final int LENGTH_MAX = 255;
    public static final String RULE = "1 to " + LENGTH_MAX + " letters, digits and . _ - :";

    private Names() {}

    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-'
                    || c == ':';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
