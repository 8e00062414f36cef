package io.holdfast.cache.redis;

import static io.holdfast.cache.redis.StoreKeys.bytes;
import static io.holdfast.cache.redis.StoreKeys.text;

import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheAnswer.DirtyRow;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.Content;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.BackingStore.Stored;
import io.holdfast.core.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an entry stands in Redis: a hash, whose time to live is what is left until nothing of the entry is kept. */
final class StoredRow {

    static final String VERSION = "version";
    static final String KIND = "kind";
    private static final String TYPE = "type";
    private static final String VALUE = "value";
    private static final String WINDOWS = "windows";
    private static final String TAGS = "tags";
    private static final String DEFLATED = "deflated";

    /** What {@link #arguments} has of a row: its version, its kind, its time to live, and its fields. */
    static final int WIDTH = 8;

    private static final String PRESENT = "present";
    private static final String ABSENT = "absent";
    static final String GONE = "gone";

    private static final byte[] NOTHING = new byte[0];

    private StoredRow() {}

    /** Versions are compared as text: Redis' numbers are not exact beyond 53 bits. */
    private static byte[] version(long version) {
        return bytes("%019d".formatted(version));
    }

    /** @param tombstoneMillis for how long it is remembered that something was deleted */
    static List<byte[]> arguments(DirtyRow row, long tombstoneMillis) {
        var content = row.content();
        if (row.gone()) {
            return List.of(
                    version(row.version()),
                    bytes(GONE),
                    number(tombstoneMillis),
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    NOTHING);
        }
        boolean isForEver = row.remainingMillis() == CacheAnswer.FOR_EVER;
        return List.of(
                version(row.version()),
                bytes(content == null ? ABSENT : PRESENT),
                number(isForEver ? 0 : Math.max(1, row.remainingMillis())),
                content == null ? NOTHING : bytes(content.type()),
                content == null ? NOTHING : content.value().bytes(),
                bytes(windows(row.windows())),
                bytes(String.join(" ", row.tags())),
                number(content != null && content.deflated() ? 1 : 0));
    }

    private static byte[] number(long number) {
        return bytes(Long.toString(number));
    }

    private static String windows(Windows windows) {
        return windows.freshMillis() + " " + windows.staleMillis() + " " + windows.errorMillis();
    }

    /**
     * @param leftMillis until Redis removes it; negative is never
     * @return null where it is only remembered that it was deleted
     */
    static @Nullable Stored read(Map<String, byte[]> fields, long leftMillis) {
        var kind = textOf(fields, KIND);
        if (kind.equals(GONE)) {
            return null;
        }
        var windows = windows(textOf(fields, WINDOWS));
        var content = kind.equals(ABSENT)
                ? null
                : new Content(
                        textOf(fields, TYPE), textOf(fields, DEFLATED).equals("1"), new Payload(of(fields, VALUE)));
        var tags = textOf(fields, TAGS);
        var draft = new Draft(content, windows, tags.isEmpty() ? List.of() : List.of(tags.split(" ")));
        long after = Math.max(windows.staleMillis(), windows.errorMillis());
        return new Stored(
                Long.parseLong(textOf(fields, VERSION)),
                draft,
                leftMillis < 0 ? CacheAnswer.FOR_EVER : leftMillis - after);
    }

    private static Windows windows(String text) {
        var parts = text.split(" ");
        if (parts.length != 3) {
            throw new IllegalArgumentException("no windows: " + text);
        }
        return new Windows(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    private static String textOf(Map<String, byte[]> fields, String name) {
        return text(of(fields, name));
    }

    private static byte[] of(Map<String, byte[]> fields, String name) {
        return fields.getOrDefault(name, NOTHING);
    }
}
