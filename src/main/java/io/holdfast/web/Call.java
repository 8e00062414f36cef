package io.holdfast.web;

import io.holdfast.core.Guard;
import io.holdfast.core.RequestKey;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A mutation as it arrived, with its whole body in memory: it may have to be repeated at another node, and the hash of
 * all it asks for guards its idempotency key.
 */
final class Call extends HttpServletRequestWrapper {

    private static final int FINGERPRINT_BYTES = 8;

    private final byte[] body;
    private final @Nullable Guard guard;
    private final boolean anywhere;
    private final long startedNanos = System.nanoTime();
    private RequestKey key;

    Call(HttpServletRequest request, byte[] body, RequestKey key, @Nullable Guard guard) {
        this(request, body, key, guard, false);
    }

    /** @param anywhere whether the node it reached answers it, whoever leads */
    Call(HttpServletRequest request, byte[] body, RequestKey key, @Nullable Guard guard, boolean anywhere) {
        super(request);
        this.guard = guard;
        this.body = body;
        this.key = key;
        this.anywhere = anywhere;
    }

    RequestKey key() {
        return key;
    }

    /** Whether its client sent no key, so that another one would do as well. */
    boolean isMinted() {
        return getHeader(Api.IDEMPOTENCY_KEY) == null;
    }

    void mint(RequestKey other) {
        if (!isMinted()) {
            throw new IllegalStateException("the client chose the key " + key.key());
        }
        key = other;
    }

    boolean isAnsweredAnywhere() {
        return anywhere;
    }

    /** What must hold when this is applied; null is nothing. */
    @Nullable
    Guard guard() {
        return guard;
    }

    byte[] body() {
        return body;
    }

    /** Path and query as they came. */
    String target() {
        var query = getQueryString();
        return query == null ? getRequestURI() : getRequestURI() + '?' + query;
    }

    /** The node that forwarded this; null if it came from a client. */
    @Nullable
    String forwardedBy() {
        return getHeader(Api.FORWARDED);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** A hash of everything asked for: method, path, query, condition and body. */
    long fingerprint() {
        return fingerprint("");
    }

    /** @param more what else is asked for, such as in headers */
    long fingerprint(String more) {
        var digest = sha256();
        digest.update(getMethod().getBytes(StandardCharsets.ISO_8859_1));
        digest.update((byte) '\n');
        digest.update(target().getBytes(StandardCharsets.ISO_8859_1));
        digest.update((byte) '\n');
        if (guard != null) {
            digest.update(guard.toString().getBytes(StandardCharsets.UTF_8));
        }
        digest.update(more.getBytes(StandardCharsets.UTF_8));
        byte[] hash = digest.digest(body);
        long first = 0;
        for (int i = 0; i < FINGERPRINT_BYTES; i++) {
            first = (first << Byte.SIZE) | (hash[i] & 0xff);
        }
        return first;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public ServletInputStream getInputStream() {
        return new BufferedBody(body);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private static final class BufferedBody extends ServletInputStream {

        private final ByteArrayInputStream rest;

        private BufferedBody(byte[] body) {
            rest = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return rest.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return rest.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return rest.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("the body is in memory: read it");
        }
    }
}
