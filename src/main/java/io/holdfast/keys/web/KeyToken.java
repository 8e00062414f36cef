package io.holdfast.keys.web;

import io.holdfast.keys.KeyHash;
import io.holdfast.keys.KeyId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A key as its bearer sends it: {@code hf_}, the key's id, and a secret of 256 random bits. */
record KeyToken(KeyId key, String secret) {

    static final int SECRET_BYTES = 32;

    private static final String START = "hf_";
    private static final int SECRET_AT = START.length() + KeyId.LENGTH + 1;
    private static final int LENGTH = SECRET_AT + 43;

    static KeyToken of(KeyId key, byte[] secret) {
        return new KeyToken(key, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Null if it does not look like one. */
    static @Nullable KeyToken parse(String token) {
        if (token.length() != LENGTH || !token.startsWith(START) || token.charAt(SECRET_AT - 1) != '_') {
            return null;
        }
        try {
            return new KeyToken(
                    KeyId.parse(token.substring(START.length(), SECRET_AT - 1)), token.substring(SECRET_AT));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    KeyHash hash() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            var longs = ByteBuffer.wrap(hash);
            return new KeyHash(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String token() {
        return START + key + '_' + secret;
    }

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return START + key;
    }
}
