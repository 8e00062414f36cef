package io.holdfast.store;

import io.holdfast.core.Shelf;
import java.util.Arrays;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** One primitive's shelf among those of its replica. */
public final class RocksShelf implements Shelf {

    private final RocksShelves shelves;
    private final byte prefix;

    RocksShelf(RocksShelves shelves, byte prefix) {
        this.shelves = shelves;
        this.prefix = prefix;
    }

    private byte[] prefixed(byte[] key) {
        var prefixed = new byte[key.length + 1];
        prefixed[0] = prefix;
        System.arraycopy(key, 0, prefixed, 1, key.length);
        return prefixed;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        shelves.put(prefixed(key), value);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return shelves.get(prefixed(key));
    }

    @Override
    public void remove(byte[] key) {
        shelves.remove(prefixed(key));
    }

    @Override
    public void removeRange(byte[] from, byte[] to) {
        if (Arrays.compareUnsigned(from, to) < 0) {
            shelves.removeRange(prefixed(from), prefixed(to));
        }
    }

    @Override
    public void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn) {
        if (Arrays.compareUnsigned(from, to) < 0) {
            shelves.scan(
                    prefixed(from),
                    prefixed(to),
                    (key, value) -> goesOn.test(Arrays.copyOfRange(key, 1, key.length), value));
        }
    }
}
