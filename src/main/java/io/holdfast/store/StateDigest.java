package io.holdfast.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * 64 bits that are equal where the state is: replicas are compared by them. Index and term do not count, as they say
 * where the log was cut and not what the state is.
 */
final class StateDigest {

    private static final int BYTES = 8;

    private final MessageDigest digest;

    StateDigest(SnapshotHeader header) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        digest.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES)
                .putLong(header.sequence())
                .putInt(header.featureLevel())
                .putLong(header.millis())
                .flip());
    }

    void add(byte[] sectionHead, byte[] section) {
        digest.update(sectionHead);
        digest.update(section);
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
