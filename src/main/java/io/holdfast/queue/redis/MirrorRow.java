package io.holdfast.queue.redis;

import static io.holdfast.queue.redis.MirrorKeys.bytes;
import static io.holdfast.queue.redis.MirrorKeys.text;

import io.holdfast.core.Payload;
import io.holdfast.queue.Draft;
import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message in a stream. Times are of the wall clock, since a cluster's own time ends with it.
 *
 * @param deliverMillis when it can be received; 0 is at once
 * @param expiresMillis when its time is over; 0 is never
 */
record MirrorRow(
        long number, @Nullable String group, int priority, long deliverMillis, long expiresMillis, Payload payload) {

    private static final String PAYLOAD = "payload";
    private static final String GROUP = "group";
    private static final String PRIORITY = "priority";
    private static final String DELIVER = "deliver";
    private static final String EXPIRES = "expires";

    static MirrorRow of(MessageView message, Payload payload, long nowMillis) {
        boolean delayed = message.state() == MessageState.DELAYED && message.remainingMillis() > 0;
        return new MirrorRow(
                message.message(),
                message.group(),
                message.priority(),
                delayed ? nowMillis + message.remainingMillis() : 0,
                message.ttlRemainingMillis() == 0 ? 0 : nowMillis + message.ttlRemainingMillis(),
                payload);
    }

    /** The id of the message of this number in a stream. */
    static String entryId(long number) {
        return number + "-0";
    }

    /** The number that an id of a stream stands for. */
    static long number(String entry) {
        return Long.parseLong(entry.substring(0, entry.indexOf('-')));
    }

    /** Fields and values in turn; what says nothing is left out. */
    List<byte[]> fields() {
        var fields = new ArrayList<byte[]>();
        add(fields, PAYLOAD, payload.bytes());
        if (group != null) {
            add(fields, GROUP, bytes(group));
        }
        addUnlessZero(fields, PRIORITY, priority);
        addUnlessZero(fields, DELIVER, deliverMillis);
        addUnlessZero(fields, EXPIRES, expiresMillis);
        return fields;
    }

    private static void addUnlessZero(List<byte[]> fields, String name, long value) {
        if (value != 0) {
            add(fields, name, bytes(Long.toString(value)));
        }
    }

    private static void add(List<byte[]> fields, String name, byte[] value) {
        fields.add(bytes(name));
        fields.add(value);
    }

    static MirrorRow read(String entry, Map<byte[], byte[]> fields) {
        var byName = new TreeMap<String, byte[]>();
        fields.forEach((name, value) -> byName.put(text(name), value));
        var payload = byName.get(PAYLOAD);
        var group = byName.get(GROUP);
        return new MirrorRow(
                number(entry),
                group == null ? null : text(group),
                (int) readNumber(byName.get(PRIORITY)),
                readNumber(byName.get(DELIVER)),
                readNumber(byName.get(EXPIRES)),
                new Payload(payload == null ? new byte[0] : payload));
    }

    private static long readNumber(byte @Nullable [] value) {
        return value == null ? 0 : Long.parseLong(text(value));
    }

    boolean isExpired(long nowMillis) {
        return expiresMillis != 0 && expiresMillis <= nowMillis;
    }

    /** The message, to be sent anew. Its counters begin at zero. */
    Draft draft(long nowMillis) {
        long delay = Math.clamp(deliverMillis - nowMillis, 0, QueueLimits.DELAY_MILLIS_MAX);
        long ttl =
                expiresMillis == 0 ? 0 : Math.clamp(expiresMillis - nowMillis - delay, 1, QueueLimits.TTL_MILLIS_MAX);
        return new Draft(group, null, 0, group == null ? priority : 0, delay, ttl, payload);
    }
}
