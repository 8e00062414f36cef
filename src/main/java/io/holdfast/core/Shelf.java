package io.holdfast.core;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by key outside the heap, for what must not weigh on it: the part of a machine's state that is large. It belongs to
 * the state like any row: what is on it is in the group's snapshots, though never copied for them, and only
 * {@link Machine#apply}, {@link Machine#timePassed} and {@link Machine#load} change it. Keys are ordered as unsigned bytes.
 *
 * <p>One thread at a time changes a shelf; any number may read meanwhile.
 */
public interface Shelf {

    void put(byte[] key, byte[] value);

    /** What stands under the key; null if nothing does. The caller may keep it and must not change it. */
    byte @Nullable [] get(byte[] key);

    void remove(byte[] key);

    /** Removes every key that is at least {@code from} and less than {@code to}, at a cost that hardly depends on how many. */
    void removeRange(byte[] from, byte[] to);

    /** Shows the keys that are at least {@code from} and less than {@code to}, in order, until the visitor has enough. */
    void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn);
}
