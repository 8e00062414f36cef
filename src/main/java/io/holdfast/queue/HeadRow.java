package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message without its payload, as it stands on the shelf: a row of the {@link Slab} but for what can be told from the rest,
 * and the names of its group and of its consumer. The layout is frozen; another one has another version.
 */
final class HeadRow {

    private static final byte VERSION = 1;
    private static final int FLAGS = 1;
    private static final int ATTEMPTS = 3;
    private static final int FAILURES = 5;
    private static final int SIZE = 7;
    private static final int SENT = 11;
    private static final int SINCE = 19;
    private static final int DEADLINE = 27;
    private static final int EXPIRES = 35;
    private static final int LEASE = 43;
    private static final int NONCE = 51;
    /** The consumer, then the group if there is one. */
    private static final int TEXTS = 59;

    private HeadRow() {}

    static byte[] pack(Slab slab, int row, @Nullable Group group, String consumer) {
        int end = TEXTS + Octets.sizeOf(consumer);
        var bytes = new byte[group == null ? end : end + Octets.sizeOf(group.name)];
        bytes[0] = VERSION;
        Octets.putShort(bytes, FLAGS, slab.flags(row) & ~Flags.RETURNED);
        Octets.putShort(bytes, ATTEMPTS, slab.attempts(row));
        Octets.putShort(bytes, FAILURES, slab.failures(row));
        Octets.putInt(bytes, SIZE, slab.size(row));
        Octets.putLong(bytes, SENT, slab.sent(row));
        Octets.putLong(bytes, SINCE, slab.since(row));
        Octets.putLong(bytes, DEADLINE, slab.deadline(row));
        Octets.putLong(bytes, EXPIRES, slab.expires(row));
        Octets.putLong(bytes, LEASE, slab.lease(row));
        Octets.putLong(bytes, NONCE, slab.nonce(row));
        Octets.putText(bytes, TEXTS, consumer);
        if (group != null) {
            Octets.putText(bytes, end, group.name);
        }
        return bytes;
    }

    /** Fills a row that was just taken. */
    static void unpack(byte[] bytes, Slab slab, int row, Groups groups) {
        expect(VERSION, bytes[0]);
        slab.flags(row, Octets.getShort(bytes, FLAGS));
        slab.counts(row, Octets.getShort(bytes, ATTEMPTS), Octets.getShort(bytes, FAILURES));
        slab.sent(row, Octets.getLong(bytes, SENT));
        slab.since(row, Octets.getLong(bytes, SINCE));
        slab.deadline(row, Octets.getLong(bytes, DEADLINE));
        slab.expires(row, Octets.getLong(bytes, EXPIRES));
        slab.lease(row, Octets.getLong(bytes, LEASE), Octets.getLong(bytes, NONCE));
        int end = Octets.endOfText(bytes, TEXTS);
        int group = end == bytes.length ? Slab.NONE : groups.named(Octets.getText(bytes, end)).id;
        slab.body(row, group, Octets.getInt(bytes, SIZE));
    }

    static String consumer(byte[] bytes) {
        return Octets.getText(bytes, TEXTS);
    }

    static void expect(byte version, byte found) {
        if (found != version) {
            throw new IllegalStateException("a row on the shelf has version " + found + ", known is " + version);
        }
    }
}
