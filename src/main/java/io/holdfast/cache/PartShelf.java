package io.holdfast.cache;

import io.holdfast.core.Payload;
import io.holdfast.core.Shelf;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * What a part of a cache keeps on the shelf. A key is the part's id, a letter and the entry's key, so that all of a part is
 * one range. Under one letter stands all that memory knows, under the other the content.
 */
final class PartShelf {

    private static final byte HEAD = 'h';
    private static final byte CONTENT = 'v';
    private static final int DEFLATED = 1;
    private static final int DIRTY = 1;
    private static final int MISSING = 2;

    private static final Row.Kind[] KINDS = Row.Kind.values();

    private final Shelf shelf;
    private final long id;

    PartShelf(Shelf shelf, long id) {
        this.shelf = shelf;
        this.id = id;
    }

    private byte[] key(byte letter, String key) {
        return new Octets().putLong(id).put(letter).putAll(Utf8.encode(key)).take();
    }

    void putHead(Row row) {
        var head = new Octets()
                .put(row.kind.ordinal())
                .put((row.dirty ? DIRTY : 0) | (row.missing ? MISSING : 0))
                .putLong(row.version)
                .putLong(row.changed)
                .putLong(row.written)
                .putLong(row.freshUntil)
                .putLong(row.windows.freshMillis())
                .putLong(row.windows.staleMillis())
                .putLong(row.windows.errorMillis())
                .putInt(row.size)
                .put(row.tags.size());
        row.tags.forEach(head::putText);
        shelf.put(key(HEAD, row.key), head.take());
    }

    private static Row unpack(String key, byte[] head) {
        var in = new Octets.Reading(head);
        var row = new Row(key);
        row.kind = KINDS[in.take()];
        int flags = in.take();
        row.dirty = (flags & DIRTY) != 0;
        row.missing = (flags & MISSING) != 0;
        row.version = in.takeLong();
        row.changed = in.takeLong();
        row.written = in.takeLong();
        row.freshUntil = in.takeLong();
        row.windows = new Windows(in.takeLong(), in.takeLong(), in.takeLong());
        row.size = in.takeInt();
        int tags = in.take();
        var found = new ArrayList<String>(tags);
        for (int i = 0; i < tags; i++) {
            found.add(in.takeText());
        }
        row.tags = found;
        return row;
    }

    void putContent(String key, Content content) {
        var bytes = new Octets()
                .put(content.deflated() ? DEFLATED : 0)
                .putText(content.type())
                .putAll(content.value().bytes());
        shelf.put(key(CONTENT, key), bytes.take());
    }

    Content content(String key) {
        var bytes = shelf.get(key(CONTENT, key));
        if (bytes == null) {
            throw new IllegalStateException("entry " + key + " has no content on the shelf");
        }
        var in = new Octets.Reading(bytes);
        boolean deflated = in.take() == DEFLATED;
        return new Content(in.takeText(), deflated, new Payload(in.rest()));
    }

    void removeContent(String key) {
        shelf.remove(key(CONTENT, key));
    }

    void removeHead(String key) {
        shelf.remove(key(HEAD, key));
    }

    void scan(Consumer<Row> each) {
        var from = new Octets().putLong(id).put(HEAD).take();
        var to = new Octets().putLong(id).put(HEAD + 1).take();
        shelf.scan(from, to, (key, head) -> {
            each.accept(unpack(Utf8.decode(key, from.length, key.length - from.length), head));
            return true;
        });
    }

    void removeAll() {
        shelf.removeRange(
                new Octets().putLong(id).take(), new Octets().putLong(id + 1).take());
    }
}
