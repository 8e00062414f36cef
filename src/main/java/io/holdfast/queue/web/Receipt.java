package io.holdfast.queue.web;

import io.holdfast.queue.Lease;
import io.holdfast.queue.QueueLimits;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What a consumer shows to settle a message: which grant of which message it is, and a number that nobody guesses. Half of
 * that number follows from the other half and the principal that the message was handed out to, so that in the hands of
 * another one it is not the number of any grant.
 */
record Receipt(int shard, long message, long lease, long nonce) {

    private static final byte FORM = 1;
    private static final int BYTES = 2 + 3 * Long.BYTES;
    private static final long DRAWN = 0xffff_ffff_0000_0000L;

    static Receipt of(int shard, Lease lease) {
        return new Receipt(shard, lease.message(), lease.lease(), lease.nonce());
    }

    /**
     * A number for the receipts of this principal.
     *
     * @param random of which half is kept; all of it where nobody has to say who it is
     */
    static long nonce(long random, String principal) {
        return principal.isEmpty() ? random : (random & DRAWN) | mark(random & DRAWN, principal);
    }

    private static long mark(long drawn, String principal) {
        var hash = Base64.getUrlDecoder().decode(LocalMutation.digest(Long.toHexString(drawn) + ' ' + principal));
        return Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt());
    }

    /** Whether this principal may use it: nobody else was given it. */
    boolean isOf(String principal) {
        return principal.isEmpty() || nonce(nonce, principal) == nonce;
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
