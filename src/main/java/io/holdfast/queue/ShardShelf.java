package io.holdfast.queue;

import io.holdfast.core.Payload;
import io.holdfast.core.Shelf;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a shard keeps on the shelf. A key is the shard's id, a letter and a number, so that all of a shard is one range, and
 * what stands under one letter is in the order of numbers.
 */
final class ShardShelf {

    private static final byte HEAD = 'h';
    private static final byte PAYLOAD = 'p';
    private static final byte NOTE = 'n';
    private static final byte DEDUPLICATION = 'd';
    private static final int LETTER = 8;
    private static final int NUMBER = 9;
    private static final int KEY_SIZE = 17;

    private final Shelf shelf;
    private final long id;

    ShardShelf(Shelf shelf, long id) {
        this.shelf = shelf;
        this.id = id;
    }

    private byte[] key(byte letter, long number) {
        var key = new byte[KEY_SIZE];
        Octets.putLong(key, 0, id);
        key[LETTER] = letter;
        Octets.putLong(key, NUMBER, number);
        return key;
    }

    void putHead(long number, byte[] head) {
        shelf.put(key(HEAD, number), head);
    }

    byte[] head(long number) {
        var head = shelf.get(key(HEAD, number));
        if (head == null) {
            throw new IllegalStateException("message " + number + " has no head on the shelf");
        }
        return head;
    }

    void putPayload(long number, Payload payload) {
        shelf.put(key(PAYLOAD, number), payload.bytes());
    }

    @Nullable
    Payload payload(long number) {
        var bytes = shelf.get(key(PAYLOAD, number));
        return bytes == null ? null : new Payload(bytes);
    }

    void putNote(long number, Note note) {
        shelf.put(key(NOTE, number), note.pack());
    }

    Note note(long number) {
        var bytes = shelf.get(key(NOTE, number));
        return bytes == null ? Note.NOTHING : Note.unpack(bytes);
    }

    void removeNote(long number) {
        shelf.remove(key(NOTE, number));
    }

    void removeMessage(long number, boolean noted) {
        shelf.remove(key(HEAD, number));
        shelf.remove(key(PAYLOAD, number));
        if (noted) {
            removeNote(number);
        }
    }

    void putDeduplication(long number, byte[] entry) {
        shelf.put(key(DEDUPLICATION, number), entry);
    }

    /** Forgets what was remembered under numbers from the first to the last. */
    void removeDeduplications(long first, long last) {
        if (first == last) {
            shelf.remove(key(DEDUPLICATION, first));
        } else {
            shelf.removeRange(key(DEDUPLICATION, first), key(DEDUPLICATION, last + 1));
        }
    }

    void scanHeads(ObjLongConsumer<byte[]> each) {
        scan(HEAD, each);
    }

    void scanDeduplications(ObjLongConsumer<byte[]> each) {
        scan(DEDUPLICATION, each);
    }

    private void scan(byte letter, ObjLongConsumer<byte[]> each) {
        shelf.scan(key(letter, 0), key(letter, Long.MAX_VALUE), (key, value) -> {
            each.accept(value, Octets.getLong(key, NUMBER));
            return true;
        });
    }

    void removeAll() {
        var from = new byte[Long.BYTES];
        var to = new byte[Long.BYTES];
        Octets.putLong(from, 0, id);
        Octets.putLong(to, 0, id + 1);
        shelf.removeRange(from, to);
    }
}
