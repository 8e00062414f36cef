package io.holdfast.cache.line;

/** What a node has of an entry. */
public enum LineState {
    /** Nothing. */
    INVALID('I'),
    /** A copy that others may have too. */
    SHARED('S'),
    /** The only copy. */
    EXCLUSIVE('E'),
    /** The only copy, and newer than what the store behind the cache has. */
    MODIFIED('M');

    private final char letter;

    LineState(char letter) {
        this.letter = letter;
    }

    /** What MESI calls it. */
    public char letter() {
        return letter;
    }

    static LineState of(Grant grant, boolean dirty) {
        if (!grant.alone()) {
            return SHARED;
        }
        return dirty ? MODIFIED : EXCLUSIVE;
    }
}
