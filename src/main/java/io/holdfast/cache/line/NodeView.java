package io.holdfast.cache.line;

/**
 * What a node has of an entry, and what is under way there.
 *
 * @param line what it has, whether it may be read now or not
 * @param reads whether a read is under way
 * @param writes whether a write is under way
 * @param isSpoiled whether what comes of that will not be kept
 */
public record NodeView(LineState line, boolean reads, boolean writes, boolean isSpoiled) {

    /** What the protocol calls it: M, E, S or I, or what is on its way to be one of them. */
    public String state() {
        if (writes) {
            return isSpoiled ? "IM_PI" : "IM_P";
        }
        if (reads) {
            return isSpoiled ? "IS_DI" : "IS_D";
        }
        return String.valueOf(line.letter());
    }
}
