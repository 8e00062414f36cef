package io.holdfast.queue;

import io.holdfast.core.Shelf;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A shelf that keeps nothing, where only the machine's own cost matters. */
final class Nowhere implements Shelf {

    @Override
    public void put(byte[] key, byte[] value) {}

    @Override
    public byte @Nullable [] get(byte[] key) {
        return null;
    }

    @Override
    public void remove(byte[] key) {}

    @Override
    public void removeRange(byte[] from, byte[] to) {}

    @Override
    public void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn) {}
}
