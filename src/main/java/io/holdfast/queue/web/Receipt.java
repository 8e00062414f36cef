package io.holdfast.queue.web;

import io.holdfast.queue.Lease;
import io.holdfast.queue.QueueLimits;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** What a consumer shows to settle a message: which grant of which message it is, and a number that nobody guesses. */
record Receipt(int shard, long message, long lease, long nonce) {

    private static final byte FORM = 1;
    private static final int BYTES = 2 + 3 * Long.BYTES;

    static Receipt of(int shard, Lease lease) {
        return new Receipt(shard, lease.message(), lease.lease(), lease.nonce());
    }

    static Receipt parse(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES && bytes.get() == FORM) {
                int shard = bytes.get();
                if (shard >= 0 && shard < QueueLimits.SHARDS_MAX) {
                    return new Receipt(shard, bytes.getLong(), bytes.getLong(), bytes.getLong());
                }
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw ProblemException.badRequest(
                "a receipt is given back as it came with the message; this is none: " + Input.quoted(text));
    }

    @Override
    public String toString() {
        var bytes = ByteBuffer.allocate(BYTES)
                .put(FORM)
                .put((byte) shard)
                .putLong(message)
                .putLong(lease)
                .putLong(nonce);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
