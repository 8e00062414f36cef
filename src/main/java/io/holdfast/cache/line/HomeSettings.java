package io.holdfast.cache.line;

/**
 * What a home goes by.
 *
 * @param leaseMillis how long a node is counted on after its renewal was applied: longer than any node counts on it itself
 * @param resendMillis after which a message without an answer is sent again
 * @param linesMax how many entries are known by name
 * @param uselessMax after so many copies in a row that nobody had read, an entry is not shared for a while
 * @param pauseMillis that while
 */
public record HomeSettings(long leaseMillis, long resendMillis, int linesMax, int uselessMax, long pauseMillis) {}
