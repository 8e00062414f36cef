package io.holdfast.cache.web;

import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.Content;
import io.holdfast.core.Payload;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Keeps large values compressed, where that helps; nobody outside sees it. */
final class Coding {

    /** Smaller values are kept as they are. */
    static final int DEFLATED_BYTES_MIN = 4_096;

    /** Of what is left it must save as much, in percent, to be worth the time of every reader. */
    private static final int SAVED_PERCENT_MIN = 20;

    private static final int PERCENT = 100;

    private Coding() {}

    static Content content(String type, byte[] value) {
        if (value.length > CacheLimits.VALUE_BYTES_MAX) {
            throw new ProblemException(CacheProblems.tooLarge("a value", CacheLimits.VALUE_BYTES_MAX));
        }
        if (!type.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw ProblemException.badRequest("a content type is visible ASCII");
        }
        var deflated = value.length < DEFLATED_BYTES_MIN ? null : deflate(value);
        return Input.valid(() -> deflated == null
                ? new Content(type, false, new Payload(value))
                : new Content(type, true, new Payload(deflated)));
    }

    private static byte @Nullable [] deflate(byte[] value) {
        int most = (int) ((long) value.length * (PERCENT - SAVED_PERCENT_MIN) / PERCENT);
        var into = new byte[most];
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(value);
            deflater.finish();
            int size = deflater.deflate(into);
            return deflater.finished() ? Arrays.copyOf(into, size) : null;
        } finally {
            deflater.end();
        }
    }

    static byte[] plain(Content content) {
        var bytes = content.value().bytes();
        if (!content.deflated()) {
            return bytes;
        }
        var inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            var into = new byte[CacheLimits.VALUE_BYTES_MAX];
            int size = inflater.inflate(into);
            if (!inflater.finished()) {
                throw new IllegalStateException("a value is longer than values are");
            }
            return Arrays.copyOf(into, size);
        } catch (DataFormatException e) {
            throw new IllegalStateException("a value was not compressed by us", e);
        } finally {
            inflater.end();
        }
    }
}
