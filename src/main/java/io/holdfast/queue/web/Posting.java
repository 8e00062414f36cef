package io.holdfast.queue.web;

import io.holdfast.queue.Draft;
import io.holdfast.web.Input;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A message as its sender wants it. */
record Posting(
        @Nullable String group,
        @Nullable String deduplicationId,
        int priority,
        long delayMillis,
        long ttlMillis,
        Envelope envelope) {

    /** @throws io.holdfast.web.ProblemException if a part of it is outside the limits */
    Draft draft() {
        return Input.valid(() -> {
            var payload = envelope.seal();
            return new Draft(
                    group,
                    deduplicationId,
                    deduplicationId == null ? 0 : fingerprint(payload.bytes()),
                    priority,
                    delayMillis,
                    ttlMillis,
                    payload);
        });
    }

    /** Of what the message says and whom it concerns, not of when it is to be received. */
    private long fingerprint(byte[] payload) {
        var digest = sha256();
        digest.update((group == null ? "-" : "+" + group + '\n').getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest(payload)).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
