package io.holdfast.web;

import io.holdfast.core.SessionId;
import java.security.SecureRandom;
import java.util.Base64;

/** Draws names that nobody can guess and nobody draws twice: 128 random bits each. */
public final class Minting {

    private static final int KEY_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

    public SessionId session() {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    /** Random bytes. */
    public byte[] bytes(int count) {
        var bits = new byte[count];
        random.nextBytes(bits);
        return bits;
    }

    String idempotencyKey() {
        var bits = new byte[KEY_BYTES];
        random.nextBytes(bits);
        return encoder.encodeToString(bits);
    }
}
