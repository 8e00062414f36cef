package io.holdfast.queue.web;

import io.holdfast.queue.QueueLimits;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a message is called outside: its shard, and its number there in hexadecimal, such as {@code 2-1f40400}. */
record MessageId(int shard, long number) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,2})-([0-9a-f]{1,16})");

    static MessageId parse(String text) {
        var message = read(text);
        if (message == null || message.number <= 0) {
            throw ProblemException.badRequest(
                    "a message is named by the id that came with it, such as 2-1f40400, not by " + Input.quoted(text));
        }
        return message;
    }

    /** Reads where a page ended; number 0 is before all of the shard. */
    static MessageId cursor(String text) {
        var message = read(text);
        if (message == null || message.number < 0) {
            throw ProblemException.badRequest("the cursor is not one that this list returned");
        }
        return message;
    }

    private static @Nullable MessageId read(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int shard = Integer.parseInt(matcher.group(1));
        return shard < QueueLimits.SHARDS_MAX
                ? new MessageId(shard, Long.parseUnsignedLong(matcher.group(2), 16))
                : null;
    }

    @Override
    public String toString() {
        return shard + "-" + Long.toHexString(number);
    }
}
