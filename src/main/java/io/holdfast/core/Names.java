package io.holdfast.core;

/** What a name of a lock, a queue or a cache may look like. */
public final class Names {

    public static final int LENGTH_MAX = 255;
    public static final String RULE = "1 to " + LENGTH_MAX + " letters, digits and . _ - :, but not . or .. alone";

    private Names() {}

    /** A name is a segment of a path, and clients and proxies take {@code .} and {@code ..} out of paths. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX || name.equals(".") || name.equals("..")) {
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
