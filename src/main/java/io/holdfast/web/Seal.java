package io.holdfast.web;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Says on a forwarded request who made it, so that the leader believes it: the caller under an HMAC with the secret of the
 * cluster. The HMAC covers method, target, key and body as well, so that it is good for this one request, and repeating that
 * changes nothing.
 */
public final class Seal {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1";
    private static final long AGE_SECONDS_MAX = 300;
    private static final int SECRET_LENGTH_MIN = 32;
    private static final int PARTS = 5;

    /** What a seal is put on. */
    public record Sealed(String method, String target, String key, byte[] body) {}

    /**
     * What a seal says.
     *
     * @param bodyDigest of the body, which comes after the head
     */
    public record Opened(Caller caller, String bodyDigest) {

        /** Whether it was put on a request of this body. */
        public boolean covers(byte[] body) {
            return MessageDigest.isEqual(
                    bodyDigest.getBytes(StandardCharsets.US_ASCII), digest(body).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private final SecretKeySpec key;

    public Seal(String secret) {
        if (secret.length() < SECRET_LENGTH_MIN) {
            throw new IllegalArgumentException("holdfast.security.cluster-secret has at least " + SECRET_LENGTH_MIN
                    + " characters, the same on all nodes, such as openssl rand -hex 32 prints");
        }
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** What goes into the header. */
    String put(Caller caller, Sealed on, long nowSeconds) {
        var who = encode(write(caller));
        var text = VERSION + '.' + nowSeconds + '.' + who + '.' + digest(on.body());
        return text + '.' + mac(text, on.method(), on.target(), on.key());
    }

    /** Reads the header; null if it was not made with this secret, for this request, and lately. */
    public @Nullable Opened open(String header, Sealed on, long nowSeconds) {
        var parts = header.split("\\.", -1);
        if (parts.length != PARTS || !parts[0].equals(VERSION)) {
            return null;
        }
        var text = header.substring(0, header.lastIndexOf('.'));
        var expected = mac(text, on.method(), on.target(), on.key());
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), parts[PARTS - 1].getBytes(StandardCharsets.UTF_8))) {
            return null;
        }
        // From here on it is known to come from a node.
        if (Math.abs(nowSeconds - Long.parseLong(parts[1])) > AGE_SECONDS_MAX) {
            return null;
        }
        return new Opened(read(new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8)), parts[3]);
    }

    private String mac(String text, String method, String target, String idempotencyKey) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            var all = text + '\n' + method + '\n' + target + '\n' + idempotencyKey;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(all.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static String digest(byte[] body) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lines: principal, key, address, role, and a line a rule. None of them can contain the end of a line. */
    private static String write(Caller caller) {
        var lines = new ArrayList<>(List.of(
                encode(caller.principal()),
                encode(caller.keyId()),
                encode(caller.address()),
                caller.access().role().word()));
        for (var rule : caller.access().rules()) {
            lines.add(rule.toString());
        }
        return String.join("\n", lines);
    }

    private static Caller read(String text) {
        var lines = text.split("\n", -1);
        var rules = new ArrayList<Rule>();
        for (int i = 4; i < lines.length; i++) {
            rules.add(Rule.parse(lines[i], Role.READER));
        }
        return new Caller(
                decode(lines[0]), decode(lines[1]), new Access(Role.parse(lines[3]), rules), decode(lines[2]));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
